import './shell.css';
import { MenuOutlined, QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { Drawer } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { Mark } from '~/features/auth/LightPage';
import { lazyPart } from '~/ui/lazyPart';
import { useSession } from '../session';
import { AccountMenu } from './AccountMenu';
import { ConnectionBanner, SecrecyBanner } from './banners';
import { CommandPalette } from './CommandPalette';
import { Breadcrumb, CrumbProvider } from './crumbs';
import { DesignProvider } from './DesignProvider';
import { KeyboardHelp } from './KeyboardHelp';
import { useShortcuts } from './keyboard';
import { MainMenu, PhoneTabs } from './MainMenu';
import { NotificationBell } from './notifications';
import { SessionEndedDialog } from './SessionEndedDialog';

const TotpGate = lazyPart(() => import('~/features/auth/TotpGate'), null);

/** The frame of every page behind the sign-in. */
export function Shell() {
  const { person } = useSession();
  return (
    <DesignProvider>
      <CrumbProvider>
        {person.totp_demanded && !person.totp_enabled ? <ClosedFrame /> : <Frame />}
      </CrumbProvider>
    </DesignProvider>
  );
}

/** No area answers yet, so none is offered: only switching on what the role demands. */
function ClosedFrame() {
  const { t } = useTranslation('common');
  return (
    <div className="cl-shell">
      <header className="cl-top">
        <span className="cl-brand">
          <Mark size={26} />
          <span>{t('product')}</span>
        </span>
        <span className="cl-top-space" />
        <AccountMenu />
      </header>
      <main id="noi-dung" className="cl-main">
        <TotpGate />
      </main>
      <SessionEndedDialog />
    </div>
  );
}

function Frame() {
  const { t } = useTranslation(['shell', 'common']);
  const [menu, setMenu] = useState(false);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const location = useLocation();
  const busy = useNavigation().state !== 'idle';
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // A new page is read from its beginning, also by a screen reader.
  useEffect(() => {
    setMenu(false);
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [location.pathname]);

  useShortcuts({ openPalette: () => setPalette(true), openHelp: () => setHelp(true) });

  return (
    <div className="cl-shell">
      <a className="cl-skip" href="#noi-dung">
        {t('common:skip')}
      </a>
      <header className="cl-top">
        <button
          type="button"
          className="cl-icon cl-menu-button"
          aria-label={t('shell:open_menu')}
          onClick={() => setMenu(true)}
        >
          <MenuOutlined />
        </button>
        <Link to="/" className="cl-brand" aria-label={t('shell:first_page')}>
          <Mark size={26} />
          <span>{t('common:product')}</span>
        </Link>
        <Breadcrumb />
        <button
          type="button"
          className="cl-find"
          onClick={() => setPalette(true)}
          aria-label={`${t('shell:palette.open')} ${t('shell:palette.keys')}`}
        >
          <SearchOutlined />
          <span>{t('shell:palette.open')}</span>
          <kbd>{t('shell:palette.keys')}</kbd>
        </button>
        <button
          type="button"
          className="cl-icon cl-help-button"
          aria-label={t('shell:help.title')}
          onClick={() => setHelp(true)}
        >
          <QuestionCircleOutlined />
        </button>
        <NotificationBell />
        <AccountMenu />
      </header>
      <section className="cl-banners" aria-label={t('shell:banners')}>
        <SecrecyBanner />
        <ConnectionBanner />
      </section>
      <aside className="cl-side">
        <MainMenu />
      </aside>
      <main id="noi-dung" className="cl-main" ref={main} tabIndex={-1} aria-busy={busy}>
        {busy && <div className="cl-progress" aria-hidden="true" />}
        <Outlet />
      </main>
      <PhoneTabs openMenu={() => setMenu(true)} />
      <Drawer open={menu} onClose={() => setMenu(false)} placement="left" size={300} title={t('shell:menu')}>
        <MainMenu />
      </Drawer>
      <CommandPalette open={palette} close={() => setPalette(false)} openHelp={() => setHelp(true)} />
      <KeyboardHelp open={help} close={() => setHelp(false)} />
      <SessionEndedDialog />
      <ScrollRestoration getKey={(at) => (at.key === 'default' ? at.pathname + at.search : at.key)} />
    </div>
  );
}
