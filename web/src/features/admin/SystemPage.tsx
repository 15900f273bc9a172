import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { formatBytes } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { Tabs } from '~/ui/Tabs';
import { DateText, NumberText } from '~/ui/texts';
import { JobsTable } from './JobsTable';
import { MailError } from './MailError';
import { MailTable } from './MailTable';

/** How the installation is, and the work it does by itself. */
export function Component() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const tabs = [
    can(session, 'platform.read') && { key: 'state', label: t('system.tab'), children: <State /> },
    can(session, 'job.read') && { key: 'jobs', label: t('jobs.tab'), children: <JobsTable /> },
    can(session, 'mail.read') && { key: 'mail', label: t('mail.tab'), children: <MailTable /> },
  ].filter((tab) => tab !== false);
  return (
    <Page title={t('system.menu')} wide>
      <Tabs
        items={tabs}
        activeKey={params.get('tab') ?? tabs[0]?.key ?? ''}
        onChange={(tab) => setParams(tab === tabs[0]?.key ? {} : { tab }, { replace: true })}
        destroyOnHidden
      />
    </Page>
  );
}

function State() {
  const { t } = useTranslation('admin');
  const system = useQuery({
    queryKey: ['platform', 'system'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/platform/system', { signal })),
    refetchInterval: 30_000,
  });
  if (system.isPending) return <Skeleton active />;
  if (system.isError) return <ProblemAlert problem={system.error} onRetry={() => void system.refetch()} />;
  const s = system.data;
  const tight = s.free_bytes < s.min_free_bytes;
  const near = s.free_bytes < 2 * s.min_free_bytes;
  return (
    <div className="cl-cards">
      <Card
        title={t('system.disk')}
        extra={
          <StatusTag
            tone={tight ? 'urgent' : near ? 'high' : 'good'}
            label={t(tight ? 'system.disk_full' : near ? 'system.disk_low' : 'system.fine')}
          />
        }
      >
        <p className="cl-big">{formatBytes(s.free_bytes)}</p>
        <p className="cl-quiet">{t('system.disk_text', { min: formatBytes(s.min_free_bytes) })}</p>
      </Card>
      <Card
        title={t('jobs.tab')}
        extra={
          <StatusTag
            tone={s.jobs_failed > 0 ? 'high' : 'good'}
            label={s.jobs_failed > 0 ? t('jobs.failed_count', { count: s.jobs_failed }) : t('system.fine')}
          />
        }
      >
        <dl className="cl-facts">
          <dt>{t('jobs.states.waiting')}</dt>
          <dd>
            <NumberText value={s.jobs_waiting} />
          </dd>
          <dt>{t('jobs.states.failed')}</dt>
          <dd>
            <NumberText value={s.jobs_failed} />
          </dd>
        </dl>
      </Card>
      <Card title={t('mail.tab')} extra={<MailTag configured={s.mail_configured} error={s.mail_error} />}>
        <dl className="cl-facts">
          <dt>{t('mail.states.waiting')}</dt>
          <dd>
            <NumberText value={s.mails_waiting} />
          </dd>
        </dl>
        {!s.mail_configured && <p>{t('mail.not_configured')}</p>}
        {s.mail_configured && s.mail_error && <MailError text={s.mail_error} />}
      </Card>
      <Card title={t('system.installation')}>
        <dl className="cl-facts">
          <dt>{t('system.version')}</dt>
          <dd>{s.version}</dd>
          <dt>{t('system.database')}</dt>
          <dd>{t(`system.databases.${s.database}`, { defaultValue: s.database })}</dd>
          <dt>{t('system.mode')}</dt>
          <dd>{t(s.offline_classified ? 'system.classified' : 'system.ordinary')}</dd>
          <dt>{t('system.clock')}</dt>
          <dd>
            <DateText value={s.now} /> {t('system.zone')}
          </dd>
        </dl>
      </Card>
    </div>
  );
}

function MailTag({ configured, error }: { configured: boolean; error: string | null | undefined }) {
  const { t } = useTranslation('admin');
  if (!configured) return <StatusTag tone="medium" label={t('mail.off')} />;
  if (error) return <StatusTag tone="high" label={t('mail.stuck')} />;
  return <StatusTag tone="good" label={t('system.fine')} />;
}
