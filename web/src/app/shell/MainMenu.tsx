import { EllipsisOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { MENU_GROUPS, type MenuEntry } from '../feature';
import { features } from '../routes';
import { type Session, useSession } from '../session';

/** What this person may open, in the order of the areas. */
export function visibleMenu(session: Session): MenuEntry[] {
  return features.flatMap((f) => f.menu ?? []).filter((entry) => entry.visible(session));
}

/** The entry that a page belongs to: of several that lead towards it, the one that leads farthest. */
export function entryOf(entries: readonly Pick<MenuEntry, 'to'>[], path: string): string | undefined {
  return entries
    .map((entry) => entry.to)
    .filter((to) => path === to || (to !== '/' && path.startsWith(`${to}/`)))
    .sort((a, b) => b.length - a.length)[0];
}

export function MainMenu() {
  const { t } = useTranslation(['shell', ...features.map((f) => f.area)]);
  const entries = visibleMenu(useSession());
  const here = entryOf(entries, useLocation().pathname);
  const groups = MENU_GROUPS.map((group) => ({
    group,
    entries: entries.filter((e) => (e.group ?? 'work') === group),
  })).filter((g) => g.entries.length > 0);
  return (
    <nav className="cl-menu" aria-label={t('shell:menu')}>
      {groups.map(({ group, entries: shown }) => (
        <section key={group} aria-label={t(`shell:group.${group}`)}>
          {groups.length > 1 && <h2>{t(`shell:group.${group}`)}</h2>}
          <ul>
            {shown.map((entry) => (
              <li key={entry.to}>
                <NavLink to={entry.to} end={entry.to !== here}>
                  <span className="cl-menu-icon" aria-hidden="true">
                    {entry.icon}
                  </span>
                  {t(entry.label)}
                </NavLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** The bottom bar of a phone: the few places one goes daily, and the rest of the menu. */
export function PhoneTabs({ openMenu }: { openMenu: () => void }) {
  const { t } = useTranslation('shell');
  const entries = visibleMenu(useSession())
    .filter((e) => e.phone)
    .slice(0, 4);
  return (
    <nav className="cl-tabs" aria-label={t('shell:tabs')}>
      {entries.map((entry) => (
        <NavLink key={entry.to} to={entry.to} end={entry.to === '/'}>
          <span aria-hidden="true">{entry.icon}</span>
          {t(entry.label)}
        </NavLink>
      ))}
      <button type="button" onClick={openMenu}>
        <span aria-hidden="true">
          <EllipsisOutlined />
        </span>
        {t('shell:more')}
      </button>
    </nav>
  );
}
