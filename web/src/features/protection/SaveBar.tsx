import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatDate, formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Editing } from './useEdits';

/** Stands at the bottom while answers are not sent: how many, what is wrong with them, and the one verb. */
export function SaveBar({ editing }: { editing: Editing }) {
  const { t } = useTranslation('protection');
  const { number, faults, clashes, saving, problem, draft } = editing;
  if (number === 0) return null;
  // A faulty answer does not hold back the others.
  const good = number - faults.length || number;
  return (
    <section className="pr-savebar" aria-label={t('controls.unsaved_label')}>
      {Boolean(problem) && !saving && <ProblemAlert problem={problem} />}
      {clashes.length > 0 && (
        <div className="pr-clash" role="alert">
          <span>{t('controls.clash', { count: clashes.length, number: formatNumber(clashes.length) })}</span>
          <Button size="small" onClick={() => editing.settle('mine')}>
            {t('controls.clash_mine')}
          </Button>
          <Button size="small" onClick={() => editing.settle('theirs')}>
            {t('controls.clash_theirs')}
          </Button>
        </div>
      )}
      <div className="pr-savebar-line">
        <Button
          type="primary"
          loading={saving}
          disabled={number === faults.length || clashes.length > 0}
          onClick={editing.save}
        >
          {t('controls.save', {
            count: good,
            number: formatNumber(good),
          })}
        </Button>
        <Button disabled={saving} onClick={editing.giveUp}>
          {t('controls.give_up')}
        </Button>
        <span className="cl-quiet" aria-live="polite">
          {faults.length > 0
            ? t('controls.faults', { count: faults.length, number: formatNumber(faults.length) })
            : draft.savedAt && t('controls.kept', { time: formatDate(draft.savedAt).slice(-5) })}
        </span>
      </div>
    </section>
  );
}
