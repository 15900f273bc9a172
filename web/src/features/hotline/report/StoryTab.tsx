import { Button, Form, Input, type InputRef } from 'antd';
import { type Ref, useId, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { ActProblem } from '~/ui/ActProblem';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import type { Opened, Proposal, ReportDetail } from '../api';
import type { MentionBody } from '../calls';
import { saveMentions } from '../calls';
import { useNames } from '../desk/words';
import { isMine, isMoving, MAX_REASON, may } from '../model';
import { type Candidate, type Choice, candidatesOf, keyOf, mentionsOf, piecesOf, type Role } from '../text';
import { useAct } from '../useAct';
import { Amount, Key } from '../words';
import { Attachments } from './Attachments';
import { KeyLost } from './KeyLost';
import { Mentions } from './Mentions';
import type { Opening } from './opening';
import { Redaction } from './Redaction';

/** What keys of the page do in the story. */
export interface StoryHandle {
  open: () => void;
  confirm: () => void;
  redact: () => void;
}

/** What was told: the answers to the closed questions at once, the words once they are opened. */
export function StoryTab({
  ref,
  detail,
  opening,
}: {
  ref: Ref<StoryHandle>;
  detail: ReportDetail;
  opening: Opening;
}) {
  const { t } = useTranslation('hotline');
  const session = useSession();
  const { line } = detail;
  const mine = isMine(line, session.person.id);
  const reason = useRef<InputRef>(null);
  const { content } = opening;
  const [changed, setChanged] = useState<Record<string, Choice>>({});
  const [typed, setTyped] = useState<MentionBody[]>([]);
  const [editing, setEditing] = useState(false);
  const candidates = useMemo(
    () => candidatesOf(content?.proposals ?? [], detail.mentions, typed, changed),
    [content, detail.mentions, typed, changed],
  );
  const save = useAct((mentions: MentionBody[]) => saveMentions(line, mentions), t('mention.done'));
  const confirms = content !== undefined && may(detail, 'mentions');
  const confirm = () => {
    if (confirms && !save.isPending)
      save.mutate(mentionsOf(candidates), {
        onSuccess: () => {
          setChanged({});
          setTyped([]);
        },
      });
  };
  useImperativeHandle(ref, () => ({
    open: () => {
      if (content) return;
      if (mine) opening.open();
      else reason.current?.focus();
    },
    confirm,
    redact: () => content && may(detail, 'redact') && setEditing(true),
  }));
  return (
    <div className="hl-story">
      <Answers detail={detail} content={content} />
      {!content && !detail.erased_at && (
        <Sealed detail={detail} mine={mine} opening={opening} reasonRef={reason} />
      )}
      {content && <Narrative content={content} candidates={candidates} />}
      <Attachments detail={detail} opening={opening} />
      {(content || detail.mentions.length > 0) && (
        <Mentions
          candidates={candidates}
          hidden={detail.mentions.filter((one) => one.value === '').length}
          sealed={!content}
          {...(confirms
            ? {
                onChoose: (key: string, choice: Choice) => setChanged((old) => ({ ...old, [key]: choice })),
                onAdd: (mention: MentionBody) => setTyped((old) => [...old, mention]),
                onConfirm: confirm,
                busy: save.isPending,
              }
            : {})}
        />
      )}
      {save.isError && <ActProblem error={save.error} />}
      <Redaction
        detail={detail}
        content={content}
        candidates={candidates}
        editing={editing}
        setEditing={setEditing}
      />
    </div>
  );
}

/** The answers to closed questions; numbers and links that were typed in are sealed with the words. */
function Answers({ detail, content }: { detail: ReportDetail; content: Opened | undefined }) {
  const { t } = useTranslation('hotline');
  const names = useNames();
  const { line } = detail;
  const form = content?.form;
  const list = (codes: readonly string[], words: string) =>
    codes.length === 0 ? (
      <Nothing />
    ) : (
      codes.map((code) => t(`${words}.${code}`, { defaultValue: code })).join(', ')
    );
  return (
    <Card title={t('answers.title')}>
      <dl className="cl-facts">
        <dt>{t('answers.scam_type')}</dt>
        <dd>{line.scam_type_name ?? <Nothing />}</dd>
        <dt>{t('answers.occurred_on')}</dt>
        <dd>
          <DateText value={detail.occurred_on} dayOnly />
        </dd>
        <dt>{t('answers.money')}</dt>
        <dd>
          <span className={isMoving(line) ? 'hl-warn' : undefined}>
            {t(`money.${line.money}`, { defaultValue: line.money })}
          </span>
          {line.amount !== null && (
            <>
              {' · '}
              <Amount line={line} />
            </>
          )}
          {detail.money_sent_at && (
            <>
              {' · '}
              <DateText value={detail.money_sent_at} relative />
            </>
          )}
          {form && line.money !== 'none' && (
            <>
              {' · '}
              <span className={form.bank_told || line.money === 'asked' ? undefined : 'hl-warn'}>
                {t(form.bank_told ? 'answers.bank_told' : 'answers.bank_not_told')}
              </span>
            </>
          )}
        </dd>
        <dt>{t('answers.reached_by')}</dt>
        <dd>{list(detail.reached_by, 'reached')}</dd>
        <dt>{t('answers.exposed')}</dt>
        <dd>{list(detail.exposed, 'exposed')}</dd>
        {form && form.named.length > 0 && (
          <>
            <dt>{t('answers.named')}</dt>
            <dd>
              <ul className="hl-named">
                {form.named.map((one, at) => (
                  <li key={at}>
                    <code>{one.text}</code>
                    {one.bank && ` · ${names.bank(one.bank)}`}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {form?.for_another && (
          <>
            <dt>{t('answers.who')}</dt>
            <dd>{t('answers.for_another')}</dd>
          </>
        )}
        {form && (
          <>
            <dt>{t('answers.may_share')}</dt>
            <dd>{t(form.may_share ? 'yes' : 'no')}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}

/** The words are sealed: opening them leaves an entry; who does not have the report says why. */
function Sealed({
  detail,
  mine,
  opening,
  reasonRef,
}: {
  detail: ReportDetail;
  mine: boolean;
  opening: Opening;
  reasonRef: Ref<InputRef>;
}) {
  const { t } = useTranslation('hotline');
  const [reason, setReason] = useState('');
  const why = useId();
  const allowed = may(detail, 'open');
  return (
    <Card title={t('sealed.title')}>
      <div className="hl-sealed">
        <p>{t('sealed.about')}</p>
        {detail.openings > 0 && (
          <p className="cl-quiet">{t('sealed.openings', { count: detail.openings })}</p>
        )}
        {allowed ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (mine || reason.trim()) opening.open(mine ? undefined : reason.trim());
            }}
          >
            {!mine && (
              <Form.Item
                label={t('sealed.reason')}
                htmlFor={why}
                layout="vertical"
                extra={t('sealed.not_yours')}
              >
                <Input
                  id={why}
                  ref={reasonRef}
                  value={reason}
                  maxLength={MAX_REASON}
                  autoComplete="off"
                  onChange={(event) => setReason(event.target.value)}
                />
              </Form.Item>
            )}
            <Button
              type="primary"
              htmlType="submit"
              loading={opening.busy}
              disabled={!mine && !reason.trim()}
            >
              {t('sealed.open')} <Key of="o" />
            </Button>
          </form>
        ) : (
          <p className="cl-quiet">{t('sealed.not_allowed')}</p>
        )}
        {Boolean(opening.problem) && (
          <KeyLost problem={opening.problem} otherwise={<ProblemAlert problem={opening.problem} />} />
        )}
      </div>
    </Card>
  );
}

/** The story with what was found in it, in the colour and word of whose it is. */
function Narrative({ content, candidates }: { content: Opened; candidates: readonly Candidate<Proposal>[] }) {
  const { t } = useTranslation('hotline');
  const pieces = useMemo(() => piecesOf(content.narrative, content.proposals), [content]);
  const choices = new Map(candidates.map((one) => [one.key, one.choice]));
  return (
    <Card
      title={t('story.title')}
      extra={
        <span className="cl-quiet">
          {t('story.found', { number: formatNumber(content.proposals.length) })}
        </span>
      }
    >
      <p className="hl-narrative">
        {pieces.map((piece, at) => {
          if (!piece.of) return <span key={at}>{piece.text}</span>;
          const choice = choices.get(keyOf(piece.of)) ?? 'none';
          const role = t(`role.${choice}` as `role.${Role}`);
          return (
            <mark key={at} data-role={choice} title={`${t(`indicator.${piece.of.kind}`)} · ${role}`}>
              {piece.text}
              <span className="cl-hidden"> ({role})</span>
            </mark>
          );
        })}
      </p>
    </Card>
  );
}
