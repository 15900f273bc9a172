import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { Severity } from '~/features/alert/words';
import { phrase } from '~/features/search/query';
import { searchLink } from '~/features/search/state';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type LookUp as Found, lookUpQuery } from './api';
import { listPath } from './model';
import { Tlp } from './words';

/** Whether some value is on a list that counts; the value stands in the URL, so that it can be handed on. */
export function LookUp() {
  const { t } = useTranslation('indicator');
  const [params, setParams] = useSearchParams();
  const value = params.get('value') ?? '';
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const id = useId();
  const found = useQuery({ ...lookUpQuery(value), enabled: value !== '' });
  function look(text: string) {
    const wanted = text.trim();
    if (wanted === value && wanted !== '') void found.refetch();
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (wanted) next.set('value', wanted);
        else next.delete('value');
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  }
  return (
    <Card title={<label htmlFor={id}>{t('look_up.title')}</label>}>
      <Input.Search
        id={id}
        className="in-look-up"
        value={typed}
        allowClear
        spellCheck={false}
        autoCapitalize="off"
        maxLength={2000}
        placeholder={t('look_up.placeholder')}
        enterButton={t('look_up.do')}
        loading={found.isFetching}
        onChange={(e) => setTyped(e.target.value)}
        onSearch={look}
      />
      <div aria-live="polite" className="in-answer">
        {value !== '' && found.isError && (
          <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
        )}
        {value !== '' && !found.isError && found.data && <Answer found={found.data} />}
      </div>
    </Card>
  );
}

function Answer({ found: { kind, value, lists } }: { found: Found }) {
  const { t } = useTranslation('indicator');
  const session = useSession();
  if (!kind)
    return (
      <p className="cl-break">
        <strong>{t('look_up.no_kind', { value })}</strong> {t('look_up.no_kind_todo')}
      </p>
    );
  const events = can(session, 'search.read') && (
    <Link to={searchLink({ q: phrase(value) })}>{t('look_up.events')}</Link>
  );
  return (
    <>
      <p className="cl-break">
        {t(`kind.${kind}`, { defaultValue: kind })} <code>{value}</code>:{' '}
        <strong>
          {lists.length > 0 ? t('look_up.found', { count: lists.length }) : t('look_up.nowhere')}
        </strong>{' '}
        {events}
      </p>
      {lists.length > 0 && (
        <ul className="cl-lines">
          {lists.map((list) => (
            <li key={list.id}>
              <span>
                <Link to={listPath(list.id)}>{list.name}</Link>{' '}
                {list.origin && <span className="cl-quiet">{list.origin}</span>}
              </span>
              <span className="cl-inline">
                <Severity value={list.level} />
                <Tlp value={list.tlp} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
