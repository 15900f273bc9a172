import './hotline.css';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { can, useSession } from '~/app/session';
import { LIST_PATH, REPORT_PAGES } from './pages';
import { PUBLIC_PAGES } from './publicPages';

/** The pages of the hotline, as far as this person has something to do there. */
export function Sections() {
  const { t } = useTranslation(['hotline', 'hotline_desk']);
  const session = useSession();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone they stand in one line that scrolls: where one is has to be in sight.
  useEffect(() => {
    const box = nav.current;
    const here = box?.querySelector<HTMLElement>('[aria-current]');
    if (box && here) box.scrollLeft = here.offsetLeft - box.offsetLeft - 24;
  }, [pathname]);
  return (
    <nav ref={nav} className="hl-sections" aria-label={t('hotline:sections.label')}>
      {[...REPORT_PAGES, ...PUBLIC_PAGES]
        .filter((page) => page.needs.some((need) => can(session, need)))
        .map((page) => (
          <NavLink key={page.id} to={page.to} end={page.to === LIST_PATH}>
            {t(page.label)}
          </NavLink>
        ))}
    </nav>
  );
}
