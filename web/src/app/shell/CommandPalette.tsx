import { SearchOutlined } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { Modal } from 'antd';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { currentLanguage, languages, setLanguage } from '~/i18n';
import { useSettled } from '~/ui/useSettled';
import { matches } from '../fold';
import { features } from '../routes';
import { useSession } from '../session';
import { setTheme, themeChoices } from '../theme';
import { visibleMenu } from './MainMenu';

interface Item {
  id: string;
  group: string;
  title: string;
  hint?: string | undefined;
  run: () => void | Promise<void>;
}

/** Ctrl-K: go anywhere, do anything one may, find any record. */
export function CommandPalette({
  open,
  close,
  openHelp,
}: {
  open: boolean;
  close: () => void;
  openHelp: () => void;
}) {
  const { t } = useTranslation('shell');
  return (
    <Modal
      open={open}
      onCancel={close}
      footer={null}
      closable={false}
      width={640}
      style={{ top: '10vh' }}
      destroyOnHidden
      title={<span className="cl-hidden">{t('palette.open')}</span>}
      className="cl-palette"
    >
      <Palette close={close} openHelp={openHelp} />
    </Modal>
  );
}

function Palette({ close, openHelp }: { close: () => void; openHelp: () => void }) {
  const { t } = useTranslation(['shell', 'common', ...features.map((f) => f.area)]);
  const session = useSession();
  const navigate = useNavigate();
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const asked = useSettled(text.trim(), 150);
  const list = useRef<HTMLDivElement>(null);

  const providers = useMemo(
    () => features.flatMap((f) => f.search ?? []).filter((p) => p.visible(session)),
    [session],
  );
  const found = useQueries({
    queries: providers.map((provider) => ({
      queryKey: ['palette', provider.id, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => provider.search(asked, signal),
      enabled: asked.length >= (provider.minLength ?? 2),
      staleTime: 30_000,
      retry: false,
    })),
  });

  const fixed = useMemo<Item[]>(() => {
    const go = (to: string) => () => void navigate(to);
    return [
      ...visibleMenu(session).map((entry) => ({
        id: `go:${entry.to}`,
        group: t('palette.go'),
        title: t(entry.label),
        hint: entry.shortcut,
        run: go(entry.to),
      })),
      ...features
        .flatMap((f) => f.commands ?? [])
        .filter((c) => c.visible(session))
        .map((c) => ({
          id: c.id,
          group: t('palette.do'),
          title: t(c.label),
          hint: c.keywords ? t(c.keywords) : undefined,
          run: () => c.run({ navigate }),
        })),
      { id: 'me', group: t('palette.go'), title: t('auth:account.menu'), run: go('/tai-khoan') },
      { id: 'help', group: t('palette.settings'), title: t('help.title'), hint: '?', run: openHelp },
      ...languages
        .filter((language) => language !== currentLanguage())
        .map((language) => ({
          id: `lang:${language}`,
          group: t('palette.settings'),
          title: t(`common:language_name.${language}`),
          hint: t('common:language'),
          run: () => setLanguage(language),
        })),
      ...themeChoices.map((name) => ({
        id: `theme:${name}`,
        group: t('palette.settings'),
        title: t(`common:theme.${name}`),
        hint: t('common:theme.label'),
        run: () => setTheme(name),
      })),
    ];
  }, [session, navigate, t, openHelp]);

  const items: Item[] = [
    ...fixed.filter((item) => matches(`${item.title} ${item.hint ?? ''}`, text)),
    ...providers.flatMap((provider, index) =>
      (found[index]?.data ?? []).map((hit) => ({
        id: `${provider.id}:${hit.id}`,
        group: t(provider.label),
        title: hit.title,
        hint: hit.hint,
        run: () => void navigate(hit.to),
      })),
    ),
  ];
  const searching = found.some((f) => f.isFetching);
  const failed = found.some((f) => f.isError);
  const active = Math.min(at, items.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[data-at="${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  function choose(item: Item | undefined) {
    if (!item) return;
    close();
    void item.run();
  }

  function onKey(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length > 0) {
      event.preventDefault();
      setAt((active + step + items.length) % items.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(items[active]);
    }
  }

  return (
    <div>
      <div className="cl-palette-input">
        <SearchOutlined />
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={items[active] ? `${id}-${active}` : undefined}
          aria-label={t('palette.open')}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(e) => {
            setText(e.target.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div
        className="cl-palette-list"
        id={`${id}-list`}
        role="listbox"
        ref={list}
        aria-label={t('palette.results')}
      >
        {items.map((item, index) => (
          <div key={item.id}>
            {items[index - 1]?.group !== item.group && (
              <div className="cl-palette-group" role="presentation">
                {item.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the combobox */}
            <div
              id={`${id}-${index}`}
              data-at={index}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              onClick={() => choose(item)}
              onMouseMove={() => setAt(index)}
            >
              <span>{item.title}</span>
              {item.hint && <small>{item.hint}</small>}
            </div>
          </div>
        ))}
      </div>
      <p className="cl-palette-state" aria-live="polite">
        {searching
          ? t('palette.searching')
          : failed
            ? t('palette.failed')
            : items.length === 0
              ? t('palette.nothing', { text })
              : t('palette.count', { count: items.length })}
      </p>
    </div>
  );
}
