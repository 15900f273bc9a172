import './report.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ifMatch, versioned } from '~/api/client';
import { can, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EmptyState } from '~/ui/views';
import { HeadFields } from './HeadForm';

/** What an agency's reports begin with: issuer, symbol, signer, recipients. */
export function Component() {
  const { t } = useTranslation('report');
  const session = useSession();
  const agencies = useMemo(() => ownAgencies(session), [session]);
  const [agency, setAgency] = useState(agencies[0]?.value);
  return (
    <Page title={t('menu.head')} meta={t('head.about')}>
      {(agencies.length !== 1 || can(session, 'report.close')) && (
        <AgencySelect
          aria-label={t('create.agency')}
          className="cl-full"
          first={agencies}
          allowClear={false}
          value={agency}
          onChange={(value) => setAgency(value ?? undefined)}
        />
      )}
      {agency ? (
        <Usual key={agency} agency={agency} />
      ) : (
        <EmptyState title={t('head.no_agency')} text={t('head.no_agency_text')} />
      )}
    </Page>
  );
}

function Usual({ agency }: { agency: string }) {
  const { t } = useTranslation('report');
  const client = useQueryClient();
  const params = { path: { agency } };
  const key = ['reports', 'head', agency];
  const read = () => versioned(api.GET('/api/v1/reports/heads/{agency}', { params }));
  const query = useQuery({ queryKey: key, queryFn: read });
  if (query.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (query.isError) return <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {!query.data.value.set && <p className="cl-quiet">{t('head.suggested')}</p>}
      <HeadFields
        usual
        head={query.data.value.head}
        send={async (head) => {
          const known = client.getQueryData<typeof query.data>(key);
          const now = await versioned(
            api.PUT('/api/v1/reports/heads/{agency}', { params, headers: ifMatch(known?.etag), body: head }),
          );
          client.setQueryData(key, now);
        }}
        reload={async () => {
          const now = await read();
          client.setQueryData(key, now);
          return now.value.head;
        }}
      />
    </>
  );
}
