import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '~/ui/LinkButton';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { AssessmentView } from './AssessmentView';
import type { System } from './api';
import { assessmentsQuery } from './assess';

/** How the level was proposed: the last assessment with its articles, and those before it. */
export default function LevelTab({ system }: { system: System }) {
  const { t } = useTranslation('system');
  const found = useQuery(assessmentsQuery(system.id));
  const begin = system.may_change && (
    <LinkButton type="primary" to={`/he-thong/${system.id}/cap-do`}>
      {t(found.data?.length ? 'assess.again' : 'assess.begin')}
    </LinkButton>
  );
  if (found.isPending) return <Skeleton active />;
  if (found.isError) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  const [last, ...before] = found.data;
  if (!last) return <EmptyState title={t('assess.empty')} text={t('assess.empty_text')} action={begin} />;
  return (
    <>
      <Card title={t('assess.last')} extra={begin}>
        <p className="cl-quiet">
          {t('assess.by', { name: last.made_by })} <DateText value={last.made_at} />
        </p>
        {last.assessment ? <AssessmentView found={last.assessment} /> : <p>{t('assess.unreadable')}</p>}
      </Card>
      {before.length > 0 && (
        <Card title={t('assess.before')}>
          <ul className="cl-lines">
            {before.map((one) => (
              <li key={one.id}>
                <span>
                  {one.level > 0 ? t('level_full', { level: one.level }) : t('assess.undetermined')}
                  <br />
                  <span className="cl-quiet">
                    {one.regime} · {one.codes.join(', ')} · {t('assess.by', { name: one.made_by })}
                  </span>
                </span>
                <DateText value={one.made_at} dayOnly />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
