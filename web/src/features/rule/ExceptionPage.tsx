import './rule.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EmptyState } from '~/ui/views';
import { type RuleDetail, ruleQuery } from './api';
import { ExceptionForm } from './ExceptionForm';
import { targetsOf } from './exception';
import { rulePath } from './model';
import { readPicked } from './trial';

/** A case that a rule shall be silent about: a filter beside the rule, whose own text stays. */
export function Component() {
  const { t } = useTranslation('rule');
  const { rule: id = '' } = useParams();
  const location = useLocation();
  const found = useQuery({ ...ruleQuery(id), refetchOnWindowFocus: false, refetchOnReconnect: false });
  const title = found.data?.rule.title;
  return (
    <Page title={t('exception.open')} object={title} meta={title && t('exception.meta', { rule: title })}>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data &&
        (!found.data.may_change ? (
          <p className="cl-notice">{t('form.may_not')}</p>
        ) : targetsOf(found.data).length === 0 ? (
          <NoTarget detail={found.data} />
        ) : (
          <ExceptionForm key={id} detail={found.data} picked={readPicked(location.state)} />
        ))}
    </Page>
  );
}

/** A correlation of correlations: the exception belongs one step below. */
function NoTarget({ detail: { rule, refers } }: { detail: RuleDetail }) {
  const { t } = useTranslation('rule');
  return (
    <EmptyState
      title={t('exception.no_target')}
      text={t(rule.kind === 'filter' ? 'exception.no_target_filter' : 'exception.no_target_correlation')}
      action={
        <ul className="ru-refers">
          {refers.map((r) => (
            <li key={r.id}>
              <Link to={rulePath(r.id)}>{r.title}</Link>
            </li>
          ))}
        </ul>
      }
    />
  );
}
