import { useTranslation } from 'react-i18next';
import { Level } from '~/features/system/words';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import type { Alert } from './api';
import { toneOf } from './model';

export function Severity({ value }: { value: string }) {
  const { t } = useTranslation('alert');
  return <StatusTag tone={toneOf(value)} label={t(`severity.${value}`, { defaultValue: value })} />;
}

/** Severity in a list; where the level of the system changed what the rule says, that stands under it. */
export function SeverityOf({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert');
  return (
    <>
      <Severity value={alert.severity} />
      {alert.rule_severity !== alert.severity && (
        <span className="al-rule">
          {t('severity_rule', { severity: t(`severity.${alert.rule_severity}`).toLocaleLowerCase() })}
        </span>
      )}
    </>
  );
}

/** Why the severity is not the one of the rule. */
export function SeverityWhy({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert');
  const lower = (severity: string) =>
    t(`severity.${severity}`, { defaultValue: severity }).toLocaleLowerCase();
  return (
    <>
      {t('severity_why', {
        rule: lower(alert.rule_severity),
        level: alert.system_level ?? 0,
        severity: lower(alert.severity),
      })}
    </>
  );
}

/** The system that it is about, with its level. */
export function SystemOf({ alert }: { alert: Pick<Alert, 'system_name' | 'system_level'> }) {
  if (!alert.system_name) return <Nothing />;
  return (
    <>
      {alert.system_name}
      <span className="al-rule">
        <Level value={alert.system_level ?? 0} />
      </span>
    </>
  );
}

/** Characters that stay on one line: every IPv4 address. */
const SHORT = 18;

/** What it is about: "IP 203.0.113.7". */
export function Entity({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert');
  if (!alert.entity_kind || !alert.entity) return <Nothing />;
  // A source is told by its name, not by its number.
  const value = alert.entity_kind === 'source' ? (alert.source_name ?? alert.entity) : alert.entity;
  return (
    <span className="cl-break">
      <span className="cl-quiet">
        {t(`entity.${alert.entity_kind}`, { defaultValue: alert.entity_kind })}
      </span>{' '}
      <code className="al-code" data-short={value.length <= SHORT || undefined}>
        {value}
      </code>
    </span>
  );
}

/** State, and what it turned out to be. */
export function State({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert');
  const state = t(`state.${alert.state}`, { defaultValue: alert.state });
  if (alert.state === 'new') return <strong>{state}</strong>;
  return (
    <span>
      {state}
      {alert.verdict && `: ${t(`verdict.${alert.verdict}.name`, { defaultValue: alert.verdict })}`}
    </span>
  );
}

/** Agency, or that nobody knows whose it is. */
export function Agency({ alert }: { alert: Alert }) {
  return alert.agency_name ?? <Nothing />;
}

export function Source({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert');
  if (alert.source_name) return alert.source_name;
  return <span className="cl-quiet">{t(alert.source_id ? 'source_gone' : 'source_unknown')}</span>;
}
