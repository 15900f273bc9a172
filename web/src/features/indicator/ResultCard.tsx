import { useTranslation } from 'react-i18next';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import type { Imported } from './api';
import { Kinds } from './words';

/** What of a file was taken, and what was left out. */
export function ResultCard({ imported: { list, examples } }: { imported: Imported }) {
  const { t } = useTranslation('indicator');
  return (
    <Card title={t('result.title', { count: list.entries, number: formatNumber(list.entries) })}>
      <p>
        <Kinds list={list} />
      </p>
      {list.left_out > 0 ? (
        <>
          <p role="status">
            <strong>
              {t('result.left_out', { count: list.left_out, number: formatNumber(list.left_out) })}
            </strong>{' '}
            {t('result.left_out_why')}
          </p>
          {examples.length > 0 && (
            <>
              <h3>
                {t(examples.length < list.left_out ? 'result.some' : 'result.these', {
                  count: examples.length,
                })}
              </h3>
              <ul className="in-examples">
                {examples.map((line, at) => (
                  <li key={at}>
                    <code>{line}</code>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      ) : (
        <p>{t('result.nothing_left_out')}</p>
      )}
      {list.past_state !== 'none' && (
        <p className="cl-quiet">{t('result.looks_back', { days: formatNumber(list.past_days) })}</p>
      )}
    </Card>
  );
}
