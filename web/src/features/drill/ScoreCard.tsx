import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { casePath } from '~/features/incident/model';
import { Reading } from '~/features/incident/Reading';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import { type DrillDetail, type ScoreLine, scoreQuery } from './api';
import { clockOf, toneOfVerdict } from './model';

/** What each agency reached, in minutes of the exercise, against what was aimed at. */
export function ScoreCard({ detail: { drill, milestones } }: { detail: DrillDetail }) {
  const { t } = useTranslation('drill');
  const found = useQuery(scoreQuery(drill.id, drill.state === 'running'));
  const score = found.data;
  // Only what somebody reached or aimed at: empty columns say nothing.
  const shown = milestones.filter((name) =>
    score?.agencies.some((a) =>
      a.milestones.some((l) => l.milestone === name && (l.target || l.minutes !== null)),
    ),
  );
  return (
    <Card
      title={t('score.title')}
      extra={
        score && (
          <span className="cl-quiet cl-figures">
            {t('score.sum', {
              in_time: formatNumber(score.in_time),
              late: formatNumber(score.late),
              not_reached: formatNumber(score.not_reached),
            })}
          </span>
        )
      }
    >
      <Reading found={found} />
      {score && score.silent > 0 && (
        <p className="cl-notice" role="note">
          {t('score.silent', { count: score.silent })}
        </p>
      )}
      {score && (
        <div className="cl-scroll">
          <table className="cl-plain dr-score">
            <thead>
              <tr>
                <th scope="col">{t('score.agency')}</th>
                {shown.map((name) => (
                  <th key={name} scope="col">
                    {t(`milestone.${name}`, { defaultValue: name })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {score.agencies.map((one) => (
                <tr key={one.agency_id}>
                  <th scope="row">
                    {one.incident_id ? (
                      <Link to={casePath(one.incident_id)}>{one.agency_name}</Link>
                    ) : (
                      one.agency_name
                    )}
                    {!one.acted && <span className="in-under">{t('score.not_acted')}</span>}
                  </th>
                  {shown.map((name) => (
                    <td key={name}>
                      <Reached line={one.milestones.find((l) => l.milestone === name)} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Reached({ line }: { line: ScoreLine | undefined }) {
  const { t } = useTranslation('drill');
  if (!line) return <Nothing />;
  return (
    <>
      {line.minutes === null ? <Nothing /> : <strong className="cl-figures">{clockOf(line.minutes)}</strong>}
      {line.target !== null && <span className="cl-quiet cl-figures"> / {clockOf(line.target)}</span>}
      {line.verdict !== 'reached' && (
        <div>
          <StatusTag
            tone={toneOfVerdict(line.verdict)}
            label={t(`verdict.${line.verdict}`, { defaultValue: line.verdict })}
          />
        </div>
      )}
    </>
  );
}
