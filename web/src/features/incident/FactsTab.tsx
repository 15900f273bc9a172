import { Button } from 'antd';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Cite } from '~/ui/Cite';
import { Card } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LawLink, Nothing, NumberText } from '~/ui/texts';
import type { Detail, LawClass } from './api';
import { ClassDialog } from './ClassDialog';
import { EditDialog } from './EditDialog';
import { ACCOUNT_PARTS, type AccountPart, classifies, mayWork } from './model';
import { AgencyNames, useChoices, useNames } from './words';

/** What is known of the case: the class and why, what reports will say, the steps that the law names. */
export default function FactsTab({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { incident } = detail;
  const [asked, setAsked] = useState<'edit' | 'class'>();
  const close = () => setAsked(undefined);
  return (
    <>
      <Card
        title={t('facts.what')}
        extra={mayWork(incident) && <Button onClick={() => setAsked('edit')}>{t('facts.edit')}</Button>}
      >
        {incident.description ? (
          <p className="cl-timeline-body">{incident.description}</p>
        ) : (
          <p className="cl-quiet">{t('facts.no_description')}</p>
        )}
        <Plain detail={detail} />
      </Card>
      <Card
        title={t('class.title')}
        extra={classifies(incident) && <Button onClick={() => setAsked('class')}>{t('class.open')}</Button>}
      >
        <Class detail={detail} />
      </Card>
      <Account detail={detail} />
      <LawSteps detail={detail} />
      {asked === 'edit' && <EditDialog detail={detail} onClose={close} />}
      {asked === 'class' && <ClassDialog detail={detail} onClose={close} />}
    </>
  );
}

function Plain({ detail: { incident } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const names = useNames(incident.detected_at);
  return (
    <dl className="cl-facts">
      <dt>{t('column.group')}</dt>
      <dd>{names.group(incident.group_code)}</dd>
      {incident.scenario && (
        <>
          <dt>{t('new.scenario')}</dt>
          <dd>{names.scenario(incident.scenario)}</dd>
        </>
      )}
      <dt>{t('column.origin')}</dt>
      <dd>
        {incident.origin === 'alert' && incident.origin_ref ? (
          <Link to={`/canh-bao/${incident.origin_ref}`}>{t('origin.alert')}</Link>
        ) : (
          t(`origin.${incident.origin}`, { defaultValue: incident.origin })
        )}
      </dd>
      {incident.playbook && (
        <>
          <dt>{t('new.playbook')}</dt>
          <dd>{names.playbook(incident.playbook)}</dd>
        </>
      )}
    </dl>
  );
}

function Class({ detail: { incident, facts, classes } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { data: choices } = useChoices(incident.detected_at);
  const known = choices?.tests.flatMap((test) => test.consequences) ?? [];
  const labels = (codes: readonly string[]) =>
    codes.map((code) => known.find((c) => c.code === code)?.label ?? code);
  return (
    <>
      {classes.map((one) => (
        <Test key={`${one.source} ${one.article}`} of={one} />
      ))}
      {incident.confirmed_serious !== null && (
        <p>{t(incident.confirmed_serious ? 'class.said_serious' : 'class.said_not_serious')}</p>
      )}
      <dl className="cl-facts">
        {(['occurred_at', 'detected_at', 'reported_at'] as const).map((key) => (
          <Fragment key={key}>
            <dt>{t(`class.${key}`)}</dt>
            <dd>
              <DateText value={incident[key]} relative />
            </dd>
          </Fragment>
        ))}
        <dt>{t('class.consequences')}</dt>
        <dd>
          {facts.consequences === null
            ? t('class.not_looked')
            : labels(facts.consequences).join('; ') || t('class.no_consequence')}
        </dd>
        <dt>{t('class.controls')}</dt>
        <dd>
          {t(
            `class.controls_${facts.owner_controls === null ? 'unknown' : facts.owner_controls ? 'yes' : 'no'}`,
          )}
        </dd>
        {(['security_sign', 'dangerous_situation'] as const)
          .filter((key) => facts[key])
          .map((key) => (
            <Fragment key={key}>
              <dt>{t(`class.${key}`)}</dt>
              <dd>{t('yes')}</dd>
            </Fragment>
          ))}
        <dt>{t('class.personal_data')}</dt>
        <dd>{t(incident.personal_data ? 'yes' : 'no')}</dd>
        {incident.personal_data && (
          <>
            <dt>{t('class.data_known_at')}</dt>
            <dd>
              <DateText value={incident.data_known_at} />
            </dd>
            <dt>{t('class.basic_count')}</dt>
            <dd>
              <NumberText value={facts.basic_count} />
            </dd>
            <dt>{t('class.sensitive_count')}</dt>
            <dd>
              <NumberText value={facts.sensitive_count} />
            </dd>
          </>
        )}
        {facts.spread.length > 0 && (
          <>
            <dt>{t('class.spread')}</dt>
            <dd>
              <AgencyNames ids={facts.spread} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

/** How a test of the law classes the case, or what it does not know yet. */
function Test({ of }: { of: LawClass }) {
  const { t } = useTranslation('incident');
  return (
    <p className="in-test">
      {of.serious === null ? (
        <StatusTag tone="medium" label={t('class.undetermined')} />
      ) : (
        <StatusTag tone={of.serious ? 'urgent' : 'info'} label={of.name ?? ''} />
      )}{' '}
      <Cite of={of} />
      <span className="in-under">
        {of.missing.length > 0
          ? t('class.lacks', {
              what: of.missing.map((m) => t(`class.lack.${m}`, { defaultValue: m })).join(', '),
            })
          : t('class.by', { who: of.confirmed_by })}
      </span>
    </p>
  );
}

/** What reports will take from the case; what is empty is named, so that one sees what is still to be found out. */
function Account({ detail: { account } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const parts = Object.keys(ACCOUNT_PARTS) as AccountPart[];
  return (
    <Card title={t('account.title')}>
      {parts.map((part) => {
        const keys = ACCOUNT_PARTS[part];
        const filled = keys.filter((key) => account[key]);
        const empty = keys.filter((key) => !account[key]);
        return (
          <section key={part} className="in-account">
            <h3>{t(`account.part.${part}`)}</h3>
            {filled.length > 0 && (
              <dl className="cl-facts">
                {filled.map((key) => (
                  <Fragment key={key}>
                    <dt>{t(`account.${key}`)}</dt>
                    <dd className="cl-timeline-body">{String(account[key])}</dd>
                  </Fragment>
                ))}
              </dl>
            )}
            {empty.length > 0 && (
              <p className="cl-quiet">
                {t('account.empty', {
                  what: empty.map((key) => t(`account.${key}`).toLocaleLowerCase()).join(', '),
                })}
              </p>
            )}
          </section>
        );
      })}
    </Card>
  );
}

function LawSteps({ detail: { steps } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const processes = [...new Set(steps.map((step) => step.process))];
  if (steps.length === 0) return null;
  return (
    <Card title={t('law_steps.title')}>
      {processes.map((process) => (
        <details key={process} className="in-changes" open={processes.length === 1}>
          <summary>{t(`law_steps.${process}`, { defaultValue: process })}</summary>
          <ul className="in-law-steps">
            {steps
              .filter((step) => step.process === process)
              .map((step) => (
                <li key={`${step.number} ${step.name}`}>
                  <strong>
                    {step.number} {step.name}
                  </strong>{' '}
                  <LawLink text={step.article} />
                  <span className="in-under">
                    {[step.lead, step.text].filter(Boolean).join(': ') || <Nothing />}
                  </span>
                </li>
              ))}
          </ul>
        </details>
      ))}
    </Card>
  );
}
