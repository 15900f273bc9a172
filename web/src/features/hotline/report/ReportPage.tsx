import '../hotline.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useSession } from '~/app/session';
import { usePageKeys } from '~/app/shell/keyboard';
import { ActProblem } from '~/ui/ActProblem';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { Tabs } from '~/ui/Tabs';
import { DateText } from '~/ui/texts';
import { choicesQuery, type ReportDetail, reportQuery } from '../api';
import { act } from '../calls';
import {
  currentClass,
  currentTransfer,
  isMine,
  kindsInOrder,
  may,
  mayTransfer,
  type NextStep,
  nextStepOf,
  stepsOf,
  withdrawalOf,
} from '../model';
import { LIST_PATH, reportPath } from '../pages';
import { useAct } from '../useAct';
import { Marks, StateTag, UrgencyTag, useSubject, WithdrawalTag } from '../words';
import { CloseDialog, MessageDialog } from './answer';
import { AcknowledgeDialog, CallDialog, SendDialog, TransferDialog } from './dialogs';
import { HistoryTab } from './HistoryTab';
import { useReportKeys } from './keys';
import { LinksTab } from './LinksTab';
import { MessagesTab } from './MessagesTab';
import { useOpening } from './opening';
import { Rail } from './Rail';
import { ReportActions } from './ReportActions';
import { type StoryHandle, StoryTab } from './StoryTab';

/** One report: what was told, sealed until it is opened, and what is to be done with it. */
export function Component() {
  const { t } = useTranslation('hotline');
  const { report: id = '' } = useParams();
  const found = useQuery(reportQuery(id));
  if (found.data)
    return (
      <Report
        key={id}
        detail={found.data}
        stale={found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      />
    );
  return (
    <Page title={t('menu')} wide>
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="hotline.read"
          list={{ to: LIST_PATH, label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
    </Page>
  );
}

function Head({ detail: { line } }: { detail: ReportDetail }) {
  const { t } = useTranslation('hotline');
  return (
    <>
      <span className="cl-inline">
        <span className="hl-number">{line.number}</span>
        <UrgencyTag value={line.urgency} />
        <StateTag value={line.state} />
        <WithdrawalTag line={line} />
        <Marks line={line} words />
      </span>
      <div className="hl-head-line">
        <span>
          {t(`channel.${line.channel}`, { defaultValue: line.channel })} ·{' '}
          <DateText value={line.received_at} relative />
        </span>
        <span>{line.desk_name}</span>
        {line.commune_name && <span>{line.commune_name}</span>}
        <span>{line.assigned_name ? t('head.with', { name: line.assigned_name }) : t('head.nobody')}</span>
      </div>
    </>
  );
}

function Banners({ detail }: { detail: ReportDetail }) {
  const { t } = useTranslation('hotline');
  const { line } = detail;
  const withdrawal = withdrawalOf(line);
  return (
    <>
      {line.duplicate_of && (
        <p className="cl-notice" role="note">
          {t('banner.duplicate')} <Link to={reportPath(line.duplicate_of)}>{t('banner.first')}</Link>
        </p>
      )}
      {line.is_quarantined && (
        <p className="cl-notice" role="note">
          {t('banner.quarantined')}
        </p>
      )}
      {line.is_one_of_many && (
        <p className="cl-notice" role="note">
          {t('banner.one_of_many')}
        </p>
      )}
      {withdrawal && (
        <p className="cl-notice" role="note">
          {t(`banner.withdrawal_${withdrawal}`)}
        </p>
      )}
      {detail.erased_at && (
        <p className="cl-notice" role="note">
          {t('banner.erased')} <DateText value={detail.erased_at} />
        </p>
      )}
    </>
  );
}

const TABS = ['story', 'messages', 'links', 'history'] as const;
type Tab = (typeof TABS)[number];
type Asked = 'call' | 'send' | 'transfer' | 'acknowledge' | 'message' | 'close';

/** Steps in words that buttons of the page have too. */
const STEP_WORDS: Record<NextStep, string> = {
  take: 'take.open',
  open: 'sealed.open',
  classify: 'class.take',
  transfer: 'transfer.open',
  call: 'call.open',
  send: 'send.open',
  acknowledge: 'ack.open',
  close: 'close.open',
};

function Report({ detail, stale }: { detail: ReportDetail; stale: ReactNode }) {
  const { t } = useTranslation('hotline');
  const session = useSession();
  const subject = useSubject();
  const { data: choices } = useQuery(choicesQuery);
  const { line } = detail;
  const opening = useOpening(line);
  const story = useRef<StoryHandle>(null);
  const classCard = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<Asked>();
  const [kindKey, setKindKey] = useState<{ code: string; at: number }>();
  const [params, setParams] = useSearchParams();
  const tab = TABS.find((one) => one === params.get('tab')) ?? 'story';
  const show = (key: Tab) => setParams(key === 'story' ? {} : { tab: key }, { replace: true });
  const take = useAct(() => act(line, 'take'), t('take.done'));
  const takes = may(detail, 'take') && !isMine(line, session.person.id);
  const transfer = currentTransfer(detail.transfers);
  const steps = transfer && stepsOf(transfer, detail.calls, detail.transfers);

  const kinds = kindsInOrder(choices?.kinds ?? []);
  const onStory = (then: () => void) => () => {
    if (tab !== 'story') show('story');
    // The tab is drawn first.
    setTimeout(then);
  };
  const leads: Record<NextStep, () => void> = {
    take: () => !take.isPending && take.mutate(),
    open: onStory(() => story.current?.open()),
    classify: () => {
      classCard.current?.scrollIntoView({ block: 'start' });
      classCard.current?.focus({ preventScroll: true });
    },
    transfer: () => setAsked('transfer'),
    call: () => setAsked('call'),
    send: () => setAsked('send'),
    acknowledge: () => setAsked('acknowledge'),
    close: () => setAsked('close'),
  };
  const kind = kinds.find((one) => one.code === currentClass(detail)?.kind);
  const next = nextStepOf(detail, {
    takes,
    opened: opening.content !== undefined,
    must: kind?.crime === true && kind.handler !== choices?.host,
  });
  const actions: Record<string, (() => void) | undefined> = {
    o: may(detail, 'open') ? onStory(() => story.current?.open()) : undefined,
    t: takes ? leads.take : undefined,
    c: may(detail, 'mentions') ? onStory(() => story.current?.confirm()) : undefined,
    r: may(detail, 'redact') ? onStory(() => story.current?.redact()) : undefined,
    p: may(detail, 'call', 'transfer') ? () => setAsked('call') : undefined,
    v: !may(detail, 'transfer')
      ? undefined
      : steps?.writing === 'now'
        ? () => setAsked('send')
        : currentClass(detail) && mayTransfer(detail.transfers)
          ? () => setAsked('transfer')
          : undefined,
    a: may(detail, 'transfer') && steps?.receipt === 'now' ? leads.acknowledge : undefined,
    n: may(detail, 'message') ? () => setAsked('message') : undefined,
    d: may(detail, 'close') ? () => setAsked('close') : undefined,
  };
  if (may(detail, 'classify'))
    for (const [at, kind] of kinds.entries())
      if (at < 9) actions[String(at + 1)] = () => setKindKey({ code: kind.code, at: Date.now() });
  useReportKeys(actions);
  const help = useMemo(
    () => ({
      title: t('menu'),
      keys: [
        ...['o', 't', 'c', 'r', 'p', 'v', 'a', 'n', 'd'].map((key) => ({ key, text: t(`key.${key}`) })),
        { key: `1–${Math.min(9, kinds.length)}`, text: t('key.kind') },
      ],
    }),
    [t, kinds.length],
  );
  usePageKeys(help);

  const counts: Partial<Record<Tab, number>> = {
    messages: line.unread,
    links: detail.similar.length + detail.campaigns.length,
  };
  return (
    <Page
      title={subject(line)}
      object={line.number}
      wide
      meta={<Head detail={detail} />}
      actions={
        <ReportActions
          detail={detail}
          next={
            next && (
              <Button type="primary" loading={next === 'take' && take.isPending} onClick={leads[next]}>
                {t(STEP_WORDS[next])}
              </Button>
            )
          }
        />
      }
    >
      {stale}
      <Banners detail={detail} />
      {take.isError && <ActProblem error={take.error} />}
      <div className="hl-report">
        <div className="hl-main">
          <Tabs
            activeKey={tab}
            onChange={(key) => show(key as Tab)}
            items={TABS.map((key) => ({
              key,
              label: counts[key]
                ? t('tab_count', { tab: t(`tab.${key}`), number: formatNumber(counts[key]) })
                : t(`tab.${key}`),
            }))}
          />
          {/* Stays: what was chosen or written in it is not lost by a look at another tab. */}
          <div hidden={tab !== 'story'}>
            <StoryTab ref={story} detail={detail} opening={opening} />
          </div>
          {tab === 'messages' && (
            <MessagesTab detail={detail} opening={opening} onWrite={() => setAsked('message')} />
          )}
          {tab === 'links' && <LinksTab detail={detail} />}
          {tab === 'history' && <HistoryTab detail={detail} />}
        </div>
        <aside className="hl-rail" aria-label={t('rail.label')}>
          <Rail
            detail={detail}
            kinds={kinds}
            kindKey={kindKey}
            classCard={classCard}
            {...(takes ? { take: () => take.mutate() } : {})}
            onCall={() => setAsked('call')}
            onSend={() => setAsked('send')}
            onTransfer={() => setAsked('transfer')}
            onAcknowledge={() => setAsked('acknowledge')}
            onMessage={() => setAsked('message')}
            onClose={() => setAsked('close')}
          />
        </aside>
      </div>
      {asked === 'call' && <CallDialog detail={detail} onClose={() => setAsked(undefined)} />}
      {asked === 'send' && transfer && <SendDialog transfer={transfer} onClose={() => setAsked(undefined)} />}
      {asked === 'transfer' && <TransferDialog detail={detail} onClose={() => setAsked(undefined)} />}
      {asked === 'acknowledge' && transfer && (
        <AcknowledgeDialog transfer={transfer} onClose={() => setAsked(undefined)} />
      )}
      {asked === 'message' && (
        <MessageDialog detail={detail} onSent={opening.add} onClose={() => setAsked(undefined)} />
      )}
      {asked === 'close' && <CloseDialog detail={detail} onClose={() => setAsked(undefined)} />}
    </Page>
  );
}
