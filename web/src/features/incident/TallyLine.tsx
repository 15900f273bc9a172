import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { tallyQuery } from './api';
import { LIST_PATH } from './model';

/** How much burns now; each figure leads to its incidents. */
export function TallyLine() {
  const { t } = useTranslation('incident');
  const found = useQuery(tallyQuery);
  if (found.isError && !found.data)
    return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <div className="in-tally" aria-hidden="true" />;
  const { open, due_soon, overdue, unacknowledged, serious } = found.data;
  const figures = [
    { key: 'open', number: open, to: LIST_PATH },
    { key: 'overdue', number: overdue, to: `${LIST_PATH}?overdue=true`, tone: 'urgent' },
    { key: 'due_soon', number: due_soon, to: LIST_PATH, tone: 'high' },
    { key: 'unacknowledged', number: unacknowledged, to: `${LIST_PATH}?state=reported`, tone: 'high' },
    { key: 'serious', number: serious, to: `${LIST_PATH}?serious=true`, tone: 'urgent' },
  ];
  return (
    <ul className="in-tally" aria-label={t('tally.title')}>
      {figures.map(({ key, number, to, tone }) => (
        <li key={key} data-tone={number > 0 ? tone : undefined}>
          <Link to={to}>
            <strong className="cl-figures">{formatNumber(number)}</strong> {t(`tally.${key}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
