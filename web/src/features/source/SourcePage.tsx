import './source.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, isProblem, type Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { formatDate, formatNumber } from '~/ui/format';
import { UnsavedGuard } from '~/ui/forms';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, Nothing } from '~/ui/texts';
import { type Doors, type Made, paramsOf, type Source, sourceQuery } from './api';
import { Flow } from './Flow';
import { fingerprintShown, knownByAddress } from './model';
import { SetupCard, TokenCard } from './Setup';
import { shipperOf, snippet } from './snippet';
import { Standing } from './words';

/** One source: how it stands, what it sent, how it is set up. */
export function Component() {
  const { t } = useTranslation('source');
  const { source: id = '' } = useParams();
  const session = useSession();
  const found = useQuery(sourceQuery(id));
  const [made, setMade] = useState<Made>();
  const source = found.data?.source;
  const token = made?.source.id === id ? made.token : undefined;
  return (
    <Page
      title={source?.name ?? t('menu')}
      object={source?.name}
      meta={
        source && (
          <span className="cl-inline">
            <Standing value={source.standing} />
            {t(`protocol.${source.protocol}`, { defaultValue: source.protocol })}
            <span>{source.agency_name}</span>
            {source.shared && <span>{t('shared.short')}</span>}
          </span>
        )
      }
      actions={
        source &&
        can(session, 'source.change') && (
          <>
            <LinkButton to={`/nguon-nhat-ky/${id}/sua`}>{t('form.edit')}</LinkButton>
            {source.token_hint && <Renew source={source} onMade={setMade} />}
          </>
        )
      }
    >
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="source.read"
          list={{ to: '/nguon-nhat-ky', label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {token && (
        <>
          <UnsavedGuard dirty title={t('token.guard')} text={t('token.guard_text')} />
          <TokenCard token={token} onDone={() => setMade(undefined)} />
        </>
      )}
      {found.data && (
        <>
          <Received detail={found.data} refetch={found.refetch} />
          <Flow traffic={found.data.traffic} readAt={found.dataUpdatedAt} />
          <Facts source={found.data.source} />
          <SetupCard
            key={found.data.source.shipper}
            source={found.data.source}
            doors={found.data.doors}
            token={token}
          />
        </>
      )}
    </Page>
  );
}

function Renew({ source, onMade }: { source: Source; onMade: (made: Made) => void }) {
  const { t } = useTranslation(['source', 'common']);
  const client = useQueryClient();
  const { modal } = App.useApp();
  const renew = useMutation({
    mutationFn: () => data(api.POST('/api/v1/sources/{id}/token', { params: paramsOf(source) })),
    gcTime: 0,
    onSuccess: (made) => {
      onMade(made);
      return client.invalidateQueries({ queryKey: ['source'] });
    },
    onError: (error) => {
      if (isProblem(error) && error.isConflict) void client.invalidateQueries({ queryKey: ['source'] });
      modal.error({ title: t('source:token.failed'), content: <ProblemAlert problem={error} /> });
    },
  });
  return (
    <Button
      loading={renew.isPending}
      onClick={() =>
        modal.confirm({
          title: t('source:token.renew_ask'),
          content: t('source:token.renew_text'),
          okText: t('source:token.renew'),
          cancelText: t('common:action.back'),
          onOk: () => renew.mutateAsync().catch(() => undefined),
        })
      }
    >
      {t('source:token.renew')}
    </Button>
  );
}

/** Says plainly whether anything has come in, and what to check where it has not. */
function Received({
  detail: { source, doors },
  refetch,
}: {
  detail: Schema<'SourceDetail'>;
  refetch: () => Promise<{ data?: Schema<'SourceDetail'> | undefined }>;
}) {
  const { t } = useTranslation('source');
  const [asked, setAsked] = useState<{ at: Date; said: string }>();
  const sentence = (s: Source) =>
    s.last_at
      ? [
          t('received.yes', {
            count: s.events_24h,
            number: formatNumber(s.events_24h),
            last: formatDate(s.last_at),
          }),
          s.last_sender && t('received.from', { sender: s.last_sender }),
        ]
          .filter(Boolean)
          .join(' ')
      : t('received.no');
  const ask = useMutation({
    mutationFn: refetch,
    onSuccess: ({ data: now }) => now && setAsked({ at: new Date(), said: sentence(now.source) }),
  });
  return (
    <Card
      title={t('received.title')}
      extra={
        <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate()}>
          {t('received.ask')}
        </Button>
      }
    >
      <p>{source.last_at ? sentence(source) : <strong>{sentence(source)}</strong>}</p>
      {source.standing === 'silent' && (
        <p>{t('received.silent', { minutes: formatNumber(source.silence_minutes) })}</p>
      )}
      {/* Spoken when it was asked for, not with every answer that comes by itself. */}
      <p className="cl-quiet" role="status">
        {asked && (
          <>
            {t('received.asked', { date: formatDate(asked.at) })}
            <span className="cl-hidden"> {asked.said}</span>
          </>
        )}
      </p>
      {source.standing !== 'heard' && <Checks source={source} doors={doors} />}
    </Card>
  );
}

function Checks({ source, doors }: { source: Source; doors: Doors }) {
  const { t } = useTranslation('source');
  const made = snippet(shipperOf(source.protocol, source.shipper), {
    host: window.location.hostname,
    doors,
  });
  const door = made?.door;
  const checks = [
    !source.enabled && t('check.off'),
    made && made.missing.length > 0
      ? t('check.closed', { settings: made.missing.join(', ') })
      : door && t('check.door', { door: t(`door.${door}`), address: doors[door] ?? '' }),
    source.token_hint && t('check.token', { hint: source.token_hint }),
    knownByAddress(source.protocol) &&
      (source.addresses
        ? t('check.addresses', { addresses: source.addresses.replaceAll(',', ', ') })
        : !source.certificate && t('check.no_addresses')),
    source.protocol !== 'file' && t('check.firewall'),
    source.protocol !== 'file' && t('check.sender'),
  ].filter((line): line is string => Boolean(line));
  return (
    <>
      <p className="so-answer">{t('check.title')}</p>
      <ul>
        {checks.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

function Facts({ source }: { source: Source }) {
  const { t } = useTranslation('source');
  const session = useSession();
  return (
    <Card
      title={t('facts.title')}
      extra={
        can(session, 'alert.read') && <Link to={`/canh-bao?source=${source.id}`}>{t('facts.alerts')}</Link>
      }
    >
      <dl className="cl-facts">
        <dt>{t('column.agency')}</dt>
        <dd>{source.agency_name || <Nothing />}</dd>
        <dt>{t('column.system')}</dt>
        <dd>
          {source.system_id && source.system_name && can(session, 'system.read') ? (
            <Link to={`/he-thong/${source.system_id}`}>{source.system_name}</Link>
          ) : (
            (source.system_name ?? <Nothing />)
          )}
        </dd>
        {source.shared && (
          <>
            <dt>{t('shared.short')}</dt>
            <dd>{t('shared.help')}</dd>
          </>
        )}
        <dt>{t('form.shipper')}</dt>
        <dd>
          {source.shipper ? (
            t(`shipper.${source.shipper}.name`, { defaultValue: source.shipper })
          ) : (
            <Nothing />
          )}
        </dd>
        <dt>{t('column.addresses')}</dt>
        <dd>{source.addresses.replaceAll(',', ', ') || <Nothing />}</dd>
        {source.certificate && (
          <>
            <dt>{t('form.certificate')}</dt>
            <dd>
              <code>{fingerprintShown(source.certificate)}</code>
            </dd>
          </>
        )}
        {source.token_hint && (
          <>
            <dt>{t('column.token')}</dt>
            <dd>
              <code>…{source.token_hint}</code>
            </dd>
          </>
        )}
        <dt>{t('facts.first')}</dt>
        <dd>
          <DateText value={source.first_at} relative />
        </dd>
        <dt>{t('column.last')}</dt>
        <dd>
          <DateText value={source.last_at} relative />
        </dd>
        <dt>{t('form.silence')}</dt>
        <dd className="cl-figures">{formatNumber(source.silence_minutes)}</dd>
        <dt>{t('form.zone')}</dt>
        <dd className="cl-figures">{formatNumber(source.zone_minutes)}</dd>
        {source.note && (
          <>
            <dt>{t('form.note')}</dt>
            <dd className="cl-timeline-body">{source.note}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}
