import './rule.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type RuleDetail, ruleQuery, type TrialFinding } from './api';
import { rulePath } from './model';
import { RemoveDialog } from './RemoveDialog';
import { FactsCard, FiguresCard, ReferencesCard, StateNotice, YamlCard } from './RuleCards';
import { SwitchDialog, useSwitch } from './SwitchDialog';
import { TrialCard } from './TrialCard';
import { pickedOf } from './trial';
import { VersionsCard } from './VersionsCard';

/** One rule: whether it can fire, what it brought, its text, and what people did with it. */
export function Component() {
  const { t } = useTranslation('rule');
  const { rule: id = '' } = useParams();
  const found = useQuery(ruleQuery(id));
  const [trying, setTrying] = useState(false);
  const detail = found.data;
  const rule = detail?.rule;
  return (
    <Page
      title={rule?.title ?? t('menu')}
      object={rule?.title}
      meta={
        rule &&
        [
          t(`kind.${rule.kind}`, { defaultValue: rule.kind }),
          t(`origin_long.${rule.origin}`, { defaultValue: rule.origin }),
        ].join(' · ')
      }
      actions={detail && <Actions key={id} detail={detail} onTry={() => setTrying(true)} />}
    >
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {detail && <Detail key={id} detail={detail} trying={trying} />}
    </Page>
  );
}

function Detail({ detail, trying }: { detail: RuleDetail; trying: boolean }) {
  const { rule } = detail;
  return (
    <>
      <StateNotice detail={detail} />
      {detail.description && <p className="ru-about">{detail.description}</p>}
      {trying && <Trial detail={detail} />}
      <div className="cl-cards ru-cards">
        <div className="ru-column">
          {rule.kind !== 'filter' && <FiguresCard rule={rule} />}
          <ReferencesCard detail={detail} />
        </div>
        <FactsCard detail={detail} />
      </div>
      <YamlCard text={detail.text} />
      <VersionsCard
        versions={detail.versions}
        extra={detail.may_change && detail.version > 0 && <Remove detail={detail} />}
      />
    </>
  );
}

/** The rule as it stands, over stored events; a finding may become an exception. */
function Trial({ detail: { rule, may_change } }: { detail: RuleDetail }) {
  const { t } = useTranslation('rule');
  const navigate = useNavigate();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
    box.current?.focus({ preventScroll: true });
  }, []);
  const pick = (finding: TrialFinding) => (
    <Button
      size="small"
      onClick={() => void navigate(`${rulePath(rule.id)}/ngoai-le`, { state: pickedOf(finding) })}
    >
      {t('exception.of_finding')}
    </Button>
  );
  return (
    <div ref={box} tabIndex={-1} className="ru-trial">
      <TrialCard ask={{ rule_id: rule.id }} pick={may_change && rule.kind !== 'filter' ? pick : undefined} />
    </div>
  );
}

/** What can be done now; steps that want a keyboard are left to the desk. */
function Actions({ detail, onTry }: { detail: RuleDetail; onTry: () => void }) {
  const { t } = useTranslation('rule');
  const { rule, may_change, may_try } = detail;
  const [asked, setAsked] = useState(false);
  const turn = useSwitch();
  const off = rule.state === 'off';
  return (
    <>
      {may_try && <Button onClick={onTry}>{t('trial.open')}</Button>}
      {may_change && (
        <>
          {rule.kind !== 'filter' && (
            <LinkButton to={`${rulePath(rule.id)}/ngoai-le`}>{t('exception.open')}</LinkButton>
          )}
          <LinkButton className="cl-desk-only" to={`${rulePath(rule.id)}/sua`}>
            {t('form.edit_open')}
          </LinkButton>
          {off ? (
            <Button
              type="primary"
              loading={turn.isPending}
              onClick={() => turn.mutate({ rules: [rule.id], off: false })}
            >
              {t('switch.on')}
            </Button>
          ) : (
            <Button onClick={() => setAsked(true)}>{t('switch.off')}</Button>
          )}
        </>
      )}
      {asked && (
        <SwitchDialog
          rules={[rule]}
          correlations={detail.referred.filter((r) => r.kind === 'correlation').length}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}

function Remove({ detail }: { detail: RuleDetail }) {
  const { t } = useTranslation('rule');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button size="small" danger onClick={() => setAsked(true)}>
        {t('remove.open')}
      </Button>
      {asked && <RemoveDialog detail={detail} onClose={() => setAsked(false)} />}
    </>
  );
}
