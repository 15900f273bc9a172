import { useTranslation } from 'react-i18next';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing, ValueMark } from '~/ui/texts';
import { goalText, LIGHT_TONES, type Target, type TargetLine, type Value, withUnit } from './model';

/** The traffic light: a word and a shape. */
export function Light({ light }: { light: string }) {
  const { t } = useTranslation('target');
  return <StatusTag tone={LIGHT_TONES[light] ?? 'info'} label={t(`light.${light}`)} />;
}

/** What is to be reached; with its year where it is not the one that is looked at. */
export function Goal({
  line: { goal, target },
  year,
}: {
  line: Pick<TargetLine, 'goal' | 'target'>;
  year: number;
}) {
  const { t } = useTranslation('target');
  const milestone = goal?.milestone && goal.milestone !== target.text ? goal.milestone : t('milestone.label');
  const text =
    target.kind === 'milestone' ? milestone : goalText(target.comparator, goal?.value, target.unit);
  if (!text) return <Nothing />;
  return goal && goal.year !== year ? t('goal_of_year', { goal: text, year: goal.year }) : text;
}

/** A value with the mark of where it comes from. */
export function ValueText({ value, target }: { value: Value | null | undefined; target: Target }) {
  const { t } = useTranslation('target');
  if (!value) return <Nothing />;
  const source = value.frozen_report_id ? 'frozen' : value.source === 'computed' ? 'computed' : 'reported';
  const none = value.value === null || value.value === undefined;
  return (
    <span className="cl-figures">
      {target.kind === 'milestone' ? (
        t(value.reached ? 'milestone.reached' : 'milestone.not_reached')
      ) : none ? (
        <Nothing />
      ) : (
        withUnit(value.value ?? 0, target.unit)
      )}
      <ValueMark
        source={source}
        {...(value.query ? { title: t('computed_by', { query: value.query }) } : {})}
      />
    </span>
  );
}
