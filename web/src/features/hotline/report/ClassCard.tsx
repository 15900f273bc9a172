import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, type InputRef, Select } from 'antd';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { ActProblem } from '~/ui/ActProblem';
import { Card } from '~/ui/Page';
import { LawLink } from '~/ui/texts';
import { choicesQuery, type Kind, type ReportDetail } from '../api';
import { act } from '../calls';
import { currentClass, MAX_REASON, may } from '../model';
import { useAct } from '../useAct';
import { Key } from '../words';

/**
 * What the message is in the eyes of the law: one key shows the kind with its article and where it goes, Enter takes it.
 * Once it is classified, the kinds make room for what is done next.
 */
export function ClassCard({
  detail,
  kinds,
  kindKey,
  ref,
}: {
  detail: ReportDetail;
  kinds: readonly Kind[];
  kindKey: { code: string; at: number } | undefined;
  /** Takes the focus where the page leads here, and when a kind was taken. */
  ref: RefObject<HTMLDivElement | null>;
}) {
  const { t } = useTranslation('hotline');
  const now = currentClass(detail);
  const [asked, setAsked] = useState<string>();
  const [again, setAgain] = useState(false);
  const classifies = may(detail, 'classify');
  useEffect(() => {
    if (kindKey) setAsked(kindKey.code);
  }, [kindKey]);
  const kind = kinds.find((one) => one.code === asked);
  const chooses = classifies && (!now || again || kind !== undefined);
  const close = () => {
    setAsked(undefined);
    setAgain(false);
    ref.current?.focus({ preventScroll: true });
  };
  return (
    <div ref={ref} className="hl-step-card" tabIndex={-1}>
      <Card
        title={t('class.title')}
        extra={
          now &&
          classifies && (
            <Button
              size="small"
              type="text"
              aria-expanded={chooses}
              onClick={() => (chooses ? close() : setAgain(true))}
            >
              {t('class.again')}
            </Button>
          )
        }
      >
        {now && (
          <div className="hl-class">
            <strong>{now.kind_name}</strong>
            <p>{t('class.goes_to', { to: now.handler_name })}</p>
            <LawLink text={now.article} />
            {now.reason && <p className="cl-quiet">{now.reason}</p>}
          </div>
        )}
        {!now && <p className="cl-quiet">{t('class.none')}</p>}
        {chooses && (
          <ol className="hl-kinds" aria-label={t('class.choose')}>
            {kinds.map((one, at) => (
              <li key={one.code}>
                <button
                  type="button"
                  className="hl-kind"
                  aria-pressed={one.code === asked}
                  data-spam={one.spam || undefined}
                  title={one.text}
                  onClick={() => setAsked(one.code)}
                >
                  <Key of={String(at + 1)} /> {one.name}
                </button>
              </li>
            ))}
          </ol>
        )}
        {kind && classifies && (
          <Confirm key={`${kind.code} ${kindKey?.at ?? 0}`} detail={detail} kind={kind} onDone={close} />
        )}
      </Card>
    </div>
  );
}

/** What taking the kind means, before it is taken. */
function Confirm({ detail, kind, onDone }: { detail: ReportDetail; kind: Kind; onDone: () => void }) {
  const { t, i18n } = useTranslation(['hotline', 'common']);
  const { data: choices } = useQuery(choicesQuery);
  const { line } = detail;
  const again = currentClass(detail) !== undefined;
  const [began] = useState(again);
  const [reason, setReason] = useState('');
  const [type, setType] = useState<string | null>(line.scam_type);
  const button = useRef<HTMLButtonElement>(null);
  const why = useRef<InputRef>(null);
  const send = useAct(
    () =>
      act(line, 'classify', {
        kind: kind.code,
        ...(type && !kind.spam ? { scam_type: type } : {}),
        reason: reason.trim(),
      }),
    t('hotline:class.done'),
  );
  // A kind that is changed wants a reason first: what is typed must not be taken for keys of the page.
  useEffect(() => {
    if (began) why.current?.focus();
    else button.current?.focus();
  }, [began]);
  const host = choices?.host === kind.handler;
  return (
    <form
      className="hl-class-ask"
      aria-label={t('hotline:class.ask', { kind: kind.name })}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!again || reason.trim()) send.mutate(undefined, { onSuccess: onDone });
      }}
    >
      <p>
        <strong>{kind.name}</strong>: {kind.text}
      </p>
      <p>
        {t(host ? 'hotline:class.here' : 'hotline:class.goes_to', { to: kind.handler_name })}
        {kind.crime && !host && <> {t('hotline:class.crime')}</>}
        {kind.two_to_reveal && <> {t('hotline:class.two')}</>}
      </p>
      <LawLink text={kind.article} />
      {kind.note && <p className="cl-quiet">{kind.note}</p>}
      {!kind.spam && (
        <Form.Item label={t('hotline:column.scam_type')} layout="vertical">
          <Select
            aria-label={t('hotline:column.scam_type')}
            value={type}
            popupMatchSelectWidth={false}
            options={(choices?.scam_types ?? []).map((one) => ({
              value: one.code,
              label: i18n.language === 'en' && one.name_en ? one.name_en : one.name,
            }))}
            showSearch={{ filterOption: (typed, option) => matches(option?.label ?? '', typed) }}
            onChange={setType}
          />
        </Form.Item>
      )}
      <Form.Item
        label={t(again ? 'hotline:class.why_again' : 'hotline:class.why')}
        layout="vertical"
        htmlFor="class-reason"
      >
        <Input
          id="class-reason"
          ref={why}
          value={reason}
          maxLength={MAX_REASON}
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
      </Form.Item>
      {send.isError && <ActProblem error={send.error} />}
      <div className="cl-row-actions">
        <Button
          ref={button}
          type="primary"
          htmlType="submit"
          loading={send.isPending}
          disabled={again && !reason.trim()}
        >
          {t('hotline:class.take')} <Key of="Enter" />
        </Button>
        <Button onClick={onDone}>{t('common:action.cancel')}</Button>
      </div>
    </form>
  );
}
