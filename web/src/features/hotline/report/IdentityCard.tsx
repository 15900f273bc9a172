import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { useNow } from '~/features/incident/useNow';
import { FormDialog } from '~/ui/FormDialog';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import { type Identity, type ReportDetail, type Reveal, refresh } from '../api';
import { askReveal, openReveal } from '../calls';
import { may, ownReveal, type RevealState, stateOfReveal } from '../model';
import { ReasonItem } from './dialogs';
import { KeyLost } from './KeyLost';

const FIELDS = ['name', 'phone', 'email', 'address', 'id_card', 'guardian', 'refused_because'] as const;

/**
 * Who reports: sealed by itself. It is asked for with a reason, where the law wants it a second person agrees, and it
 * stands on the page for as long as it was granted: no cache, no draft and no address holds it.
 */
export function IdentityCard({ detail }: { detail: ReportDetail }) {
  const { t } = useTranslation('hotline');
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const { line } = detail;
  const reveal = ownReveal(detail.reveals, session.person.id);
  const now = useNowWith(reveal);
  const state = reveal && stateOfReveal(reveal, now);
  const shown = useIdentity(reveal, state);
  if (detail.erased_at) return null;
  const asks =
    may(detail, 'reveal') && line.has_identity && (!state || state === 'refused' || state === 'over');
  return (
    <Card title={t('identity.title')}>
      {!line.has_identity && <p className="cl-quiet">{t('identity.none')}</p>}
      {line.has_identity && !shown.identity && <p>{t('identity.sealed')}</p>}
      {line.wants_secret && <p className="hl-warn">{t('identity.secret')}</p>}
      {reveal && state === 'waiting' && <p role="status">{t('identity.waiting')}</p>}
      {reveal && state === 'refused' && (
        <p role="status">
          {t('identity.refused', { name: reveal.decided_name })}
          {reveal.decision_reason && ` ${reveal.decision_reason}`}
        </p>
      )}
      {reveal && state === 'open' && (
        <>
          <p className="cl-quiet">
            {t('identity.until')} <DateText value={reveal.expires_at} />
          </p>
          {!shown.identity && (
            <Button loading={shown.busy} onClick={shown.open}>
              {t('identity.show')}
            </Button>
          )}
        </>
      )}
      {shown.identity && (
        <>
          <IdentityFacts identity={shown.identity} />
          <Button size="small" onClick={shown.hide}>
            {t('identity.hide')}
          </Button>
        </>
      )}
      {Boolean(shown.problem) && <Problem problem={shown.problem} />}
      {asks && (
        <Button onClick={() => setAsking(true)}>{t(state ? 'identity.ask_again' : 'identity.ask')}</Button>
      )}
      {asking && (
        <FormDialog<{ reason: string }>
          title={t('identity.ask')}
          submit={t('identity.ask_submit')}
          said={t('identity.asked')}
          start={{ reason: '' }}
          send={({ reason }) => askReveal(line.id, reason.trim())}
          refresh={refresh}
          onClose={() => setAsking(false)}
        >
          <p>{t('identity.about')}</p>
          <ReasonItem focus />
        </FormDialog>
      )}
    </Card>
  );
}

function Problem({ problem }: { problem: unknown }) {
  return <KeyLost problem={problem} otherwise={<ProblemAlert problem={problem} />} />;
}

/** A moment that is never before the last answer of the server. */
function useNowWith(reveal: Reveal | undefined): Date {
  const now = useNow();
  const decided = reveal?.decided_at ? new Date(reveal.decided_at) : undefined;
  return decided && decided > now ? decided : now;
}

/** The identity while it may be looked at; gone with the page, when it is hidden, and when its time is over. */
function useIdentity(reveal: Reveal | undefined, state: RevealState | undefined) {
  const client = useQueryClient();
  const [held, setHeld] = useState<{ identity?: Identity; problem?: unknown; busy: boolean }>({
    busy: false,
  });
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  useEffect(() => {
    if (state !== 'open') setHeld({ busy: false });
  }, [state]);
  const id = reveal?.id;
  const open = useCallback(() => {
    if (!id) return;
    setHeld({ busy: true });
    openReveal(id).then(
      (identity) => {
        if (shown.current) setHeld({ identity, busy: false });
        void refresh(client);
      },
      (problem: unknown) => {
        if (shown.current) setHeld({ problem, busy: false });
      },
    );
  }, [id, client]);
  const hide = useCallback(() => setHeld({ busy: false }), []);
  return { identity: held.identity, problem: held.problem, busy: held.busy, open, hide };
}

export function IdentityFacts({ identity }: { identity: Identity }) {
  const { t } = useTranslation('hotline');
  const said = FIELDS.filter((field) => identity[field]);
  if (said.length === 0) return <p className="cl-quiet">{t('identity.empty')}</p>;
  return (
    <dl className="cl-facts hl-identity">
      {said.map((field) => (
        <div key={field}>
          <dt>{t(`identity.field.${field}`)}</dt>
          <dd>{identity[field]}</dd>
        </div>
      ))}
    </dl>
  );
}
