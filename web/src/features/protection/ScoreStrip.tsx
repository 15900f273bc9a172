import { useTranslation } from 'react-i18next';
import { formatNumber } from '~/ui/format';
import type { Controls, Score } from './api';
import { partOf, TALLIED } from './controls';

/** How many items have which answer, and what share is met; never all of a list that is known in part. */
export function ScoreStrip({
  score,
  found,
}: {
  score: Score;
  found: Pick<Controls, 'known_items' | 'covered'>;
}) {
  const { t } = useTranslation('protection');
  const part = partOf({ ...found, score });
  const percent = score.percent;
  return (
    <section className="pr-score" aria-label={t('score.label')}>
      <p className="pr-percent cl-figures">
        {percent === null || percent === undefined
          ? t('score.nothing')
          : t('score.percent', { percent: formatNumber(percent) })}
        {percent !== null && percent !== undefined && (
          <span>
            {t('score.of', {
              met: formatNumber(score.met),
              applies: formatNumber(score.items - score.not_applicable),
            })}
          </span>
        )}
      </p>
      <div className="pr-bar" aria-hidden="true">
        {TALLIED.map((word) => (
          <div key={word} data-answer={word} style={{ flexGrow: score[word] }} />
        ))}
      </div>
      <ul className="pr-legend">
        {TALLIED.map((word) => (
          <li key={word}>
            <span className="pr-key" data-answer={word} aria-hidden="true" />
            {t(`controls.answer.${word}`)} <strong className="cl-figures">{formatNumber(score[word])}</strong>
          </li>
        ))}
      </ul>
      {part && (
        <p className="cl-notice">
          {t(`score.part.${part}`, {
            covered: formatNumber(found.covered),
            known: formatNumber(found.known_items ?? 0),
          })}
        </p>
      )}
    </section>
  );
}
