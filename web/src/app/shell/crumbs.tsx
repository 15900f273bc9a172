import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useMatches } from 'react-router';
import type { RouteHandle } from '../feature';
import { useSession } from '../session';

interface ObjectCrumb {
  set: (label: string | undefined) => void;
  label: string | undefined;
}

const Context = createContext<ObjectCrumb>({ set: () => undefined, label: undefined });

export function CrumbProvider({ children }: { children: ReactNode }) {
  const [label, set] = useState<string>();
  const value = useMemo(() => ({ label, set }), [label]);
  return <Context value={value}>{children}</Context>;
}

/** Names the object of the page: the last part of the breadcrumb and of the window title. */
export function useObjectCrumb(label: string | undefined): void {
  const { set } = useContext(Context);
  useEffect(() => {
    set(label);
    return () => set(undefined);
  }, [label, set]);
}

/** agency → area → object */
export function Breadcrumb() {
  const { t } = useTranslation(['shell', 'common']);
  const { posts, installation } = useSession();
  const { label } = useContext(Context);
  const matches = useMatches();
  const areas = matches.flatMap((m) => {
    const crumb = (m.handle as RouteHandle | undefined)?.crumb;
    return crumb ? [{ to: m.pathname, text: t(crumb) }] : [];
  });
  const parts = [{ to: '/', text: posts[0]?.agency_name ?? installation.name }, ...areas];
  const last = label ?? (areas.length > 0 ? areas[areas.length - 1]?.text : undefined);
  const title = [last, t('common:product')].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <nav className="cl-crumbs" aria-label={t('shell:breadcrumb')}>
      <ol>
        {parts.map((part, at) => {
          const here = label === undefined && at === parts.length - 1;
          return (
            <li key={part.to + part.text} title={part.text}>
              {here ? <span aria-current="page">{part.text}</span> : <Link to={part.to}>{part.text}</Link>}
            </li>
          );
        })}
        {label !== undefined && (
          <li title={label}>
            <span aria-current="page">{label}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}
