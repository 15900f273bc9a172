import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { Severity } from '~/features/alert/words';
import { filterOf } from '~/features/search/query';
import { searchLink } from '~/features/search/state';
import { formatDate, formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { DateText, Nothing, NumberText } from '~/ui/texts';
import type { Rule, RuleDetail, RuleReference } from './api';
import { logSourceOf, rulePath } from './model';
import { whyText } from './why';
import { LogSourceText, StateTag, Tags, useCopy, Verdicts, Yaml } from './words';

/** How it stands and why, in words. */
export function StateNotice({ detail }: { detail: RuleDetail }) {
  const { t } = useTranslation('rule');
  const session = useSession();
  const { rule, switched } = detail;
  const number = { count: detail.events, number: formatNumber(detail.events) };
  const source = logSourceOf(rule);
  return (
    <section className="ru-state" data-state={rule.state} aria-label={t('column.state')}>
      <StateTag value={rule.state} />
      <div className="cl-break">
        {rule.state === 'off' && switched ? (
          <>
            {t('state_text.off', { who: switched.author_name, date: formatDate(switched.changed_at) })}
            <blockquote>{switched.reason}</blockquote>
          </>
        ) : rule.state === 'field_never_filled' ? (
          <>
            {t(rule.kind === 'correlation' ? 'state_text.field_correlation' : 'state_text.field', number)}{' '}
            {rule.state_detail.map((field) => (
              <code key={field} className="ru-field">
                {field}
              </code>
            ))}
            <p className="cl-quiet">{t('state_text.field_todo')}</p>
          </>
        ) : rule.state === 'unsupported' ? (
          <>
            {t('state_text.unsupported')}
            <blockquote>{rule.state_detail.map((why) => whyText(t, why)).join(' ')}</blockquote>
          </>
        ) : rule.state === 'no_source' ? (
          <>
            {t(source ? 'state_text.no_source' : 'state_text.no_source_refers', { source })}{' '}
            {can(session, 'source.read') && <Link to="/nguon-nhat-ky">{t('state_text.to_sources')}</Link>}
          </>
        ) : (
          t(`state_text.live_${rule.kind}`, { defaultValue: '' })
        )}
      </div>
    </section>
  );
}

/** What it brought in 30 days; a filter brings nothing itself. */
export function FiguresCard({ rule }: { rule: Rule }) {
  const { t } = useTranslation('rule');
  const session = useSession();
  const alerts = `/canh-bao?rule=${encodeURIComponent(rule.id)}`;
  return (
    <Card
      title={t('figures.title')}
      extra={can(session, 'alert.read') && <Link to={alerts}>{t('figures.to_alerts')}</Link>}
    >
      <dl className="cl-facts">
        <dt>{t('column.alerts')}</dt>
        <dd>
          <NumberText value={rule.alerts} />
        </dd>
        <dt>{t('column.findings')}</dt>
        <dd>
          <NumberText value={rule.findings} />
        </dd>
        <dt>{t('column.verdicts')}</dt>
        <dd>
          <Verdicts rule={rule} />
        </dd>
        <dt>{t('column.last')}</dt>
        <dd>
          <DateText value={rule.last_at} relative />
        </dd>
      </dl>
    </Card>
  );
}

export function FactsCard({ detail }: { detail: RuleDetail }) {
  const { t } = useTranslation('rule');
  const { rule } = detail;
  return (
    <Card title={t('facts.title')}>
      <dl className="cl-facts">
        <dt>{t('column.level')}</dt>
        <dd>{rule.level ? <Severity value={rule.level} /> : <Nothing />}</dd>
        {rule.status && (
          <>
            <dt>{t('facts.status')}</dt>
            <dd>{t(`status.${rule.status}`, { defaultValue: rule.status })}</dd>
          </>
        )}
        <dt>{t('column.logsource')}</dt>
        <dd>
          <LogSourceText rule={rule} />
        </dd>
        {rule.kind !== 'correlation' && (
          <>
            <dt>{t('facts.events')}</dt>
            <dd>
              <Events detail={detail} />
            </dd>
          </>
        )}
        <dt>{t('facts.tags')}</dt>
        <dd>
          <Tags tags={rule.tags} />
        </dd>
        <dt>{t('facts.id')}</dt>
        <dd>
          <code className="ru-code">{rule.id}</code>
        </dd>
        <dt>{t('column.file')}</dt>
        <dd>
          <code className="ru-code">{rule.file}</code>
        </dd>
      </dl>
    </Card>
  );
}

/** Events of its log source, since they are counted, and where they can be seen. */
function Events({ detail: { rule, events, last_event_at } }: { detail: RuleDetail }) {
  const { t } = useTranslation('rule');
  const session = useSession();
  if (events === 0) return t('facts.no_events');
  const q = (['product', 'category', 'service'] as const)
    .flatMap((name) => (rule[name] ? [filterOf(name, rule[name])] : []))
    .join(' ');
  return (
    <span className="cl-figures">
      {t('facts.events_text', {
        count: events,
        number: formatNumber(events),
        last: last_event_at ? formatDate(last_event_at) : '–',
      })}{' '}
      {q && can(session, 'search.read') && <Link to={searchLink({ q })}>{t('facts.to_events')}</Link>}
    </span>
  );
}

/** What it speaks of, and what speaks of it. */
export function ReferencesCard({ detail }: { detail: RuleDetail }) {
  const { t } = useTranslation('rule');
  const { rule, refers, referred } = detail;
  if (refers.length === 0 && referred.length === 0 && rule.kind !== 'filter') return null;
  return (
    <Card title={t('refers.title')}>
      {refers.length > 0 && <References title={t(`refers.of_${rule.kind}`)} rules={refers} />}
      {refers.length === 0 && rule.kind === 'filter' && <p>{t('refers.all')}</p>}
      {referred.length > 0 && <References title={t('refers.by')} rules={referred} />}
    </Card>
  );
}

function References({ title, rules }: { title: string; rules: readonly RuleReference[] }) {
  const { t } = useTranslation('rule');
  return (
    <>
      <h3>{title}</h3>
      <ul className="ru-refers">
        {rules.map((r) => (
          <li key={r.id}>
            <Link to={rulePath(r.id)}>{r.title}</Link>{' '}
            <span className="cl-quiet">{t(`kind.${r.kind}`, { defaultValue: r.kind })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function YamlCard({ text }: { text: string }) {
  const { t } = useTranslation('rule');
  const copy = useCopy();
  return (
    <Card
      title={t('yaml.title')}
      extra={
        text && (
          <Button size="small" onClick={() => void copy(text)}>
            {t('copy.do')}
          </Button>
        )
      }
    >
      {text ? <Yaml text={text} label={t('yaml.title')} /> : <p className="cl-quiet">{t('yaml.gone')}</p>}
    </Card>
  );
}
