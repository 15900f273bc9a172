import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Cite } from '~/ui/Cite';
import { formatDate, localDay } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { LateTag, ValueMark } from '~/ui/texts';
import type { Computed, Control } from './api';
import { ControlDetails } from './ControlDetails';
import { ANSWERS, computedPath, type Edit, faultOf, isGap, proofOf, type Said, saidOf } from './controls';
import { AnswerTag, FileLink } from './words';

export interface ControlRowProps {
  /** Its id. */
  system: string;
  regime: string;
  level: number;
  control: Control;
  /** Said and not sent yet. */
  edit: Edit | undefined;
  /** Chosen to show how it is met, and not sent yet. */
  file: File | undefined;
  faulty: boolean;
  /** Somebody else answered it meanwhile. */
  clashing: boolean;
  open: boolean;
  editable: boolean;
  onChange: (item: string, part: Partial<Said>) => void;
  /** What was said and not sent is given up. */
  onForget: (item: string) => void;
  onFile: (item: string, file: File | undefined) => void;
  onToggle: (item: string) => void;
}

/** One requirement: what it asks, by which article, and how far it is met. */
export const ControlRow = memo(function ControlRow(props: ControlRowProps) {
  const { system, control, edit, faulty, clashing, open, editable, onChange, onToggle } = props;
  const { t } = useTranslation('protection');
  const said: Said = edit ?? saidOf(control);
  const fault = faulty ? faultOf(said, proofOf(control) !== undefined) : undefined;
  return (
    <li className="pr-row" data-item={control.item} data-edited={edit ? true : undefined} tabIndex={-1}>
      <div className="pr-row-main">
        <span className="pr-clause cl-figures">{control.clause}</span>
        <div className="pr-words">
          {control.name && <strong>{control.name}. </strong>}
          {control.words}
          <div className="pr-meta">
            <Cite of={control} />
            <Marks control={control} said={said} edited={edit !== undefined} />
            {control.answer?.file_id && !control.answer.inherited && (
              <FileLink system={system} file={control.answer.file_id} name={t('controls.proof')} />
            )}
            {control.computed && <Seen system={system} control={control} seen={control.computed} />}
          </div>
        </div>
        {editable ? (
          <Answers control={control} answer={said.answer} onChange={onChange} />
        ) : (
          <AnswerTag answer={said.answer ?? control.answer?.answer} />
        )}
        <button
          type="button"
          className="cl-link pr-toggle"
          aria-expanded={open}
          aria-label={t('controls.details_of', { item: control.clause || control.name || control.words })}
          onClick={() => onToggle(control.item)}
        >
          {t(open ? 'controls.less' : 'controls.details')}
        </button>
      </div>
      {fault && (
        <p className="pr-fault" role="alert">
          {t(`controls.fault.${fault}`)}
        </p>
      )}
      {clashing && <Clash control={control} />}
      {open && <ControlDetails {...props} said={said} />}
    </li>
  );
});

function Answers({
  control,
  answer,
  onChange,
}: {
  control: Control;
  answer: string | undefined;
  onChange: ControlRowProps['onChange'];
}) {
  const { t } = useTranslation('protection');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row of buttons everywhere
    <div className="pr-answers" role="group" aria-label={t('controls.answer_label')}>
      {ANSWERS.map((value, at) => (
        <button
          key={value}
          type="button"
          data-answer={value}
          aria-pressed={answer === value}
          aria-keyshortcuts={String(at + 1)}
          title={t('controls.answer_key', { answer: t(`controls.answer.${value}`), key: at + 1 })}
          onClick={() => onChange(control.item, { answer: value })}
        >
          {t(`controls.answer.${value}`)}
        </button>
      ))}
    </div>
  );
}

/** What else there is to know of the answer, as far as it says something. */
function Marks({ control, said, edited }: { control: Control; said: Said; edited: boolean }) {
  const { t } = useTranslation('protection');
  const { answer } = control;
  const inherited = answer?.inherited && !edited;
  const past = Boolean(said.holds_until && said.holds_until < localDay(new Date()));
  const ranOut = answer?.ran_out && (past || !edited);
  const gap = isGap(said.answer);
  return (
    <>
      {inherited && (
        <StatusTag tone="info" label={t('controls.inherited')} title={t('controls.inherited_why')} />
      )}
      {ranOut && <StatusTag tone="urgent" label={t('controls.ran_out')} title={t('controls.ran_out_why')} />}
      {said.common && (
        <StatusTag tone="low" label={t('controls.common_mark')} title={t('controls.common_help')} />
      )}
      {said.holds_until && (
        <span className="cl-figures">{t('controls.holds', { date: formatDate(said.holds_until) })}</span>
      )}
      {gap && said.owner && <span>{said.owner}</span>}
      {gap && said.due_on && (
        <span className="cl-figures">{t('controls.due', { date: formatDate(said.due_on) })}</span>
      )}
      {gap && <LateTag due={said.due_on} />}
      {said.note && <span className="pr-note">{said.note}</span>}
    </>
  );
}

/** What the product sees of it, when, and where that is looked up; it counts only where nobody answered. */
function Seen({ system, control, seen }: { system: string; control: Control; seen: Computed }) {
  const { t } = useTranslation('protection');
  const figures = Object.fromEntries(
    Object.entries(seen.figures).map(([name, value]) => [
      name,
      /^\d{4}-\d{2}-\d{2}$/.test(value)
        ? formatDate(value, true)
        : name === 'outcome'
          ? t(`record.outcome.${value}`, { defaultValue: value })
          : value,
    ]),
  );
  return (
    <span className="pr-seen">
      <ValueMark source="computed" title={t('computed.mark')} /> <AnswerTag answer={seen.answer} />{' '}
      <Link to={computedPath(system, seen.kind)}>{t(`computed.${seen.kind}`, figures)}</Link>{' '}
      <span className="cl-quiet">
        {t(control.answer?.by_product ? 'computed.counts' : 'computed.beside', {
          date: formatDate(seen.at),
        })}
      </span>
    </span>
  );
}

function Clash({ control: { answer } }: { control: Control }) {
  const { t } = useTranslation('protection');
  return (
    <p className="pr-fault">
      {answer ? (
        <>
          {t('controls.clash_row', { name: answer.answered_by, date: formatDate(answer.answered_at) })}{' '}
          <AnswerTag answer={answer.answer} />
        </>
      ) : (
        t('controls.clash_gone')
      )}
    </p>
  );
}
