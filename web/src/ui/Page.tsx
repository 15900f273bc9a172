import './ui.css';
import type { ReactNode } from 'react';
import { useObjectCrumb } from '~/app/shell/crumbs';

/** The frame of one page: title, what can be done, content. */
export interface PageProps {
  title: string;
  /** One quiet line under the title: number, agency, state. */
  meta?: ReactNode;
  /** Buttons; on a phone they stand at the bottom, in reach of the thumb. */
  actions?: ReactNode;
  /** Name of the object for the breadcrumb and window title; omit on list pages. */
  object?: string | undefined;
  /** Uses the whole width (tables, split panes). */
  wide?: boolean;
  children: ReactNode;
}

export function Page({ title, meta, actions, object, wide, children }: PageProps) {
  useObjectCrumb(object);
  return (
    <div className={wide ? 'cl-page cl-page-wide' : 'cl-page'}>
      <header className="cl-page-head">
        <div>
          <h1>{title}</h1>
          {meta && <div className="cl-page-meta">{meta}</div>}
        </div>
        {actions && <div className="cl-page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A bordered block of a page with a heading. */
export function Card({
  title,
  extra,
  wide,
  children,
}: {
  title: ReactNode;
  extra?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={wide ? 'cl-card cl-card-wide' : 'cl-card'}>
      <header>
        <h2>{title}</h2>
        {extra}
      </header>
      {children}
    </section>
  );
}
