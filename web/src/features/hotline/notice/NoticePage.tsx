import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Skeleton } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isProblem } from '~/api/client';
import { can, useSession } from '~/app/session';
import { Formats } from '~/features/dossier/Formats';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { formatDate } from '~/ui/format';
import { UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, Nothing } from '~/ui/texts';
import { refresh } from '../api';
import { campaignPath, NOTICES_PATH } from '../desk/paths';
import { Indicator, ScamType, State } from '../desk/words';
import { type Notice, noticeQuery, POSTERS, readNotice, saveNotice, savePoster } from './api';
import { Beside } from './Beside';
import { bodyOf, type Fields, fieldsOf, lacks, savedWords, wasPublic } from './model';
import { NoticeForm } from './NoticeForm';
import { PublishDialog, WithdrawDialog } from './steps';

/** One notice: written, looked at as citizens see it, published, withdrawn. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const { notice: id = '' } = useParams();
  const found = useQuery({ ...noticeQuery(id), refetchOnWindowFocus: false, refetchOnReconnect: false });
  const notice = found.data;
  if (notice) return <Editor key={notice.id} notice={notice} />;
  return (
    <Page title={t('notice.one')} wide>
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="hotline.read"
          list={{ to: NOTICES_PATH, label: t('notice.title') }}
          onRetry={() => void found.refetch()}
        />
      )}
    </Page>
  );
}

/** What of it is compared where two people changed it. */
const COMPARED = [
  ['kind', 'kind'],
  ['title', 'title_field'],
  ['summary', 'summary'],
  ['body', 'body'],
  ['signs', 'signs'],
  ['advice', 'advice'],
  ['indicators', 'indicators'],
  ['source_name', 'source_name'],
  ['source_url', 'source_url'],
  ['scam_type', 'scam_type'],
  ['audience', 'audience'],
  ['expires_at', 'expires'],
  ['title_en', 'title_en'],
  ['summary_en', 'summary_en'],
  ['body_en', 'body_en'],
] as const satisfies readonly (readonly [keyof Fields, string])[];

function Editor({ notice }: { notice: Notice }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const fieldErrors = useFieldErrors(form);
  const [start] = useState(() => fieldsOf(notice));
  const [fields, setFields] = useState(start);
  // As the form knows it: what somebody else changed meanwhile is refused, not overwritten.
  const [over, setOver] = useState(notice);
  const [dirty, setDirty] = useState(false);
  const [shown, setShown] = useState(false);
  const [step, setStep] = useState<'publish' | 'withdraw'>();
  const [clash, setClash] = useState<{ mine: Fields; theirs: Notice }>();
  const may = can(session, 'hotline.publish') && notice.state !== 'withdrawn';
  const toBePublished = notice.state === 'draft' || notice.state === 'review';
  const words = savedWords(notice.state);
  const save = useMutation({
    mutationFn: ({ fields: all, seen }: { fields: Fields; seen: Notice; next?: 'publish' }) =>
      saveNotice(seen, bodyOf(all)),
    onMutate: () => setShown(false),
    onSuccess: async (saved, { next }) => {
      flushSync(() => {
        setDirty(false);
        setOver(saved);
      });
      await refresh(client);
      if (next) setStep(next);
      else void message.success(t(words.done));
    },
    onError: async (error, { fields: mine }) => {
      if (isProblem(error) && error.isConflict) {
        const theirs = await readNotice(notice.id).catch(() => undefined);
        if (theirs) setClash({ mine, theirs });
      } else setShown(fieldErrors(error));
    },
  });
  const reread = () => void readNotice(notice.id).then(setOver, () => undefined);
  const lacking = lacks(fields);
  async function toPublish() {
    const valid = await form.validateFields().catch(() => undefined);
    if (!valid) return;
    if (dirty) save.mutate({ fields, seen: over, next: 'publish' });
    else setStep('publish');
  }
  return (
    <Page
      title={notice.title || t('notice.one')}
      object={notice.title || t('notice.one')}
      wide
      meta={<Meta notice={notice} />}
      actions={
        <>
          {notice.state === 'published' && (
            <Formats
              name={t('notice.poster')}
              formats={POSTERS}
              get={(format) => savePoster(notice, format)}
            />
          )}
          {may && wasPublic(notice.state) && (
            <Button danger onClick={() => setStep('withdraw')}>
              {t('notice.withdraw')}
            </Button>
          )}
          {may && toBePublished && (
            <Button type="primary" disabled={lacking.length > 0} onClick={() => void toPublish()}>
              {t('notice.publish')}
            </Button>
          )}
        </>
      }
    >
      <UnsavedGuard dirty={dirty} />
      {notice.state === 'withdrawn' && (
        <p className="cl-notice">
          {t('notice.was_withdrawn', {
            date: notice.withdrawn_at ? formatDate(notice.withdrawn_at) : '',
            reason: notice.withdraw_reason,
          })}
        </p>
      )}
      {notice.state === 'review' && (
        <p className="cl-notice" role="note">
          {t('notice.in_review', {
            date: notice.review_at ? formatDate(notice.review_at) : '',
            names: notice.review_reason,
          })}
        </p>
      )}
      {may && toBePublished && lacking.length > 0 && (
        <p className="cl-notice" role="note">
          {t('notice.lacking', { what: lacking.map((one) => t(`notice.lack.${one}`)).join(', ') })}
        </p>
      )}
      <Beside fields={fields} publishedAt={notice.published_at}>
        <NoticeForm
          form={form}
          start={start}
          disabled={!may}
          kindFixed={wasPublic(notice.state)}
          onChange={(all) => {
            setFields(all);
            setDirty(true);
          }}
          onSend={(all) => save.mutate({ fields: all, seen: over })}
        >
          {save.isError && !clash && !shown && <ProblemAlert problem={save.error} />}
          {may && (
            <div className="cl-form-bar">
              <Button
                type={notice.state === 'published' ? 'primary' : 'default'}
                htmlType="submit"
                loading={save.isPending}
              >
                {t(words.save)}
              </Button>
              {notice.state === 'published' && <span className="cl-quiet">{t('notice.public_at_once')}</span>}
            </div>
          )}
        </NoticeForm>
      </Beside>
      {step === 'publish' && (
        <PublishDialog notice={over} fields={fields} onDone={reread} onClose={() => setStep(undefined)} />
      )}
      {step === 'withdraw' && (
        <WithdrawDialog notice={over} onDone={reread} onClose={() => setStep(undefined)} />
      )}
      {clash && (
        <ConflictDialog<Fields>
          open
          mine={clash.mine}
          theirs={fieldsOf(clash.theirs)}
          fields={COMPARED.map(([key, label]) => ({
            key,
            label: t(key === 'scam_type' ? 'column.scam_type' : `notice.${label}`),
            render: (value) => <Compared name={key} value={value} />,
          }))}
          onResolve={(chosen) => {
            form.setFieldsValue(chosen);
            setFields(chosen);
            setClash(undefined);
            save.mutate({ fields: chosen, seen: clash.theirs });
          }}
          onCancel={() => setClash(undefined)}
        />
      )}
    </Page>
  );
}

function Compared({ name, value }: { name: keyof Fields; value: Fields[keyof Fields] }) {
  const { t } = useTranslation('hotline_desk');
  if (Array.isArray(value))
    return (
      <span>
        {value.map((one, at) => (
          <span key={at} className="hd-under">
            <Indicator kind={one.kind} value={one.value} />
          </span>
        ))}
      </span>
    );
  if (!value) return <Nothing />;
  if (name === 'kind') return <>{t(`notice.kinds.${value}`)}</>;
  if (name === 'audience') return <>{t(`notice.audiences.${value}`)}</>;
  if (name === 'scam_type') return <ScamType code={value} />;
  if (name === 'expires_at') return <>{formatDate(value)}</>;
  return <span className="hd-text">{value}</span>;
}

function Meta({ notice }: { notice: Notice }) {
  const { t } = useTranslation('hotline_desk');
  return (
    <span className="cl-inline">
      <State of="notice" value={notice.state} />
      {notice.published_at && (
        <span>
          {t('notice.published_at')}: <DateText value={notice.published_at} />
          {notice.published_by && ` · ${notice.published_by}`}
        </span>
      )}
      {notice.campaign_id && <Link to={campaignPath(notice.campaign_id)}>{t('notice.to_campaign')}</Link>}
    </span>
  );
}
