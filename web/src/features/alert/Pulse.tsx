import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Schema } from '~/api/client';
import { formatBytes, formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { pulseQuery } from './api';
import { bySeverity } from './model';
import { Severity } from './words';

/** How many alerts are open, and whether events still go through. */
export function Pulse() {
  const { t } = useTranslation('alert');
  const [params] = useSearchParams();
  const pulse = useQuery(pulseQuery);
  if (pulse.isPending) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  if (!pulse.data) return <ProblemAlert problem={pulse.error} onRetry={() => void pulse.refetch()} />;
  const chosen = params.getAll('severity');
  const open = bySeverity(pulse.data.open);
  return (
    <div className="al-pulse">
      {open.length > 0 ? (
        <ul aria-label={t('pulse.open')}>
          {open.map(({ severity, number }) => {
            const here = chosen.length === 1 && chosen[0] === severity;
            return (
              <li key={severity}>
                <Link
                  to={here ? '/canh-bao' : `/canh-bao?severity=${severity}`}
                  aria-current={here ? 'true' : undefined}
                >
                  <Severity value={severity} />
                  <span className="cl-figures">{formatNumber(number)}</span>
                </Link>
              </li>
            );
          })}
        </ul>
      ) : (
        <span className="cl-quiet">{t('pulse.none')}</span>
      )}
      {pulse.data.engine && <Engine engine={pulse.data.engine} />}
    </div>
  );
}

function Engine({ engine }: { engine: Schema<'EngineInfo'> }) {
  const { t } = useTranslation('alert');
  const number = (value: number) => ({ count: value, number: formatNumber(value) });
  return (
    <div className="al-engine cl-figures">
      <span>{engine.behind > 0 ? t('pulse.behind', number(engine.behind)) : t('pulse.up_to_date')}</span>
      <span>{t('pulse.rules', number(engine.rules))}</span>
      <span>{t('pulse.correlations', number(engine.correlations))}</span>
      {engine.problems > 0 && <span data-bad>{t('pulse.problems', number(engine.problems))}</span>}
      <span>
        {t('pulse.log', { size: formatBytes(engine.log_bytes), free: formatBytes(engine.free_bytes) })}
      </span>
    </div>
  );
}
