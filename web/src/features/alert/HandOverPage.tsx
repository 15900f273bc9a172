import './alert.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { formatNumber } from '~/ui/format';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { AgoText, DateText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { pulseQuery, REFRESH_MS, type ShiftNote, shiftNotesQuery } from './api';
import { bySeverity, OPEN } from './model';
import { Sections } from './Sections';
import { Severity } from './words';

/** Alerts that are shown beside the note. */
const SHOWN = 12;
/** Notes that are drawn at first. */
const NOTES = 10;

/** One shift leaves to the next what it has to know; the next one says that it has read it. */
export function Component() {
  const { t } = useTranslation('alert');
  return (
    <Page title={t('shift.page')} meta={<Sections />} wide>
      <div className="cl-cards cl-cards-two">
        <div className="al-stack">
          <Write />
          <Notes />
        </div>
        <OpenNow />
      </div>
    </Page>
  );
}

function Write() {
  const { t } = useTranslation(['alert', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ text: string }>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<string>('alert.shift');
  const [dirty, setDirty] = useState(false);
  const send = useMutation({
    mutationFn: ({ text }: { text: string }) =>
      data(api.POST('/api/v1/alerts/shift-notes', { body: { text: text.trim() } })),
    onSuccess: () => {
      form.resetFields();
      draft.drop();
      setDirty(false);
      void message.success(t('alert:shift.written'));
      return client.invalidateQueries({ queryKey: shiftNotesQuery.queryKey });
    },
    onError: fieldErrors,
  });
  const shown = isProblem(send.error) && send.error.fields.some((f) => f.field === 'text');
  return (
    <Card title={t('alert:shift.write')}>
      <UnsavedGuard dirty={dirty} />
      <DraftNotice
        draft={draft}
        onRestore={(text) => {
          form.setFieldsValue({ text });
          setDirty(true);
        }}
      />
      <Form<{ text: string }>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={send.mutate}
        onValuesChange={(_, { text }) => {
          setDirty(text !== '');
          draft.save(text);
        }}
      >
        <Form.Item
          name="text"
          label={t('alert:shift.text')}
          extra={t('alert:shift.text_help')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <FreeText minRows={6} maxLength={8000} />
        </Form.Item>
        {send.isError && !shown && <ProblemAlert problem={send.error} />}
        <FormEnd submit={t('alert:shift.submit')} working={send.isPending} draft={draft} />
      </Form>
    </Card>
  );
}

/** What stands open while the note is written: the next shift gets the same numbers with it. */
function OpenNow() {
  const { t } = useTranslation('alert');
  const pulse = useQuery(pulseQuery);
  const open = useQuery({
    queryKey: ['alert', 'shift-open'],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/alerts', { params: { query: { state: OPEN.join(','), limit: SHOWN } }, signal })),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Card title={t('shift.open_now')} extra={<Link to="/canh-bao">{t('home.all')}</Link>}>
      {pulse.data && <Tally open={pulse.data.open} />}
      {open.isPending && <Skeleton active title={false} />}
      {open.isError && <ProblemAlert problem={open.error} onRetry={() => void open.refetch()} />}
      {open.data && open.data.items.length > 0 && (
        <ul className="cl-lines">
          {open.data.items.map((alert) => (
            <li key={alert.id}>
              <span>
                <Link to={`/canh-bao/${alert.id}`}>{alert.rule_title}</Link>
                <span className="al-rule">
                  {[alert.entity, alert.system_name, alert.assignee_name ?? t('shift.nobody')]
                    .filter(Boolean)
                    .join(' · ')}{' '}
                  · <AgoText value={alert.last_at} />
                </span>
              </span>
              <Severity value={alert.severity} />
            </li>
          ))}
        </ul>
      )}
      {open.data && open.data.total > SHOWN && (
        <p className="cl-quiet">
          {t('shift.more', {
            count: open.data.total - SHOWN,
            number: formatNumber(open.data.total - SHOWN),
          })}
        </p>
      )}
    </Card>
  );
}

/** Open alerts by severity, in one line. */
function Tally({ open }: { open: ShiftNote['open'] }) {
  const { t } = useTranslation('alert');
  const all = bySeverity(open);
  if (all.length === 0) return <p className="cl-quiet">{t('pulse.none')}</p>;
  return (
    <ul className="al-tally" aria-label={t('pulse.open')}>
      {all.map(({ severity, number }) => (
        <li key={severity}>
          <Severity value={severity} /> <span className="cl-figures">{formatNumber(number)}</span>
        </li>
      ))}
    </ul>
  );
}

function Notes() {
  const { t } = useTranslation('alert');
  const notes = useQuery(shiftNotesQuery);
  const [shown, setShown] = useState(NOTES);
  return (
    <>
      <h2 className="cl-section">{t('shift.notes')}</h2>
      {notes.isPending && <Skeleton active />}
      {notes.isError && <ProblemAlert problem={notes.error} onRetry={() => void notes.refetch()} />}
      {notes.data?.length === 0 && <EmptyState title={t('shift.empty')} text={t('shift.empty_text')} />}
      {notes.data?.slice(0, shown).map((note) => (
        <Note key={note.id} note={note} />
      ))}
      {notes.data && notes.data.length > shown && (
        <Button onClick={() => setShown(notes.data.length)}>
          {t('findings.more', { number: formatNumber(notes.data.length - shown) })}
        </Button>
      )}
    </>
  );
}

function Note({ note }: { note: ShiftNote }) {
  const { t } = useTranslation('alert');
  const client = useQueryClient();
  const { message } = App.useApp();
  const reread = () => client.invalidateQueries({ queryKey: shiftNotesQuery.queryKey });
  const take = useMutation({
    mutationFn: () =>
      data(api.POST('/api/v1/alerts/shift-notes/{id}/take-over', { params: { path: { id: note.id } } })),
    onSuccess: () => {
      void message.success(t('shift.taken_done'));
      return reread();
    },
    onError: (error) => (isProblem(error) && error.status === 409 ? reread() : undefined),
  });
  return (
    <article className="al-note" data-waits={!note.taken_at || undefined}>
      <header>
        <strong>{note.author_name}</strong> <DateText value={note.written_at} relative />
      </header>
      <p className="cl-timeline-body">{note.text}</p>
      <Tally open={note.open} />
      {take.isError && <ProblemAlert problem={take.error} />}
      <footer>
        {note.taken_at ? (
          <span className="cl-quiet">
            {t('shift.taken', { name: note.taken_by ?? '' })} <DateText value={note.taken_at} />
          </span>
        ) : note.own ? (
          <span className="cl-quiet">{t('shift.waits')}</span>
        ) : (
          <Button type="primary" loading={take.isPending} onClick={() => take.mutate()}>
            {t('shift.take')}
          </Button>
        )}
      </footer>
    </article>
  );
}
