import './source.css';
import { App, Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import type { Doors, Source } from './api';
import { shipperOf, shippersOf, snippet, TOKEN } from './snippet';

export function useCopy() {
  const { t } = useTranslation('source');
  const { message } = App.useApp();
  return async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t('setup.copied'));
    } catch {
      // No clipboard outside of a secure context: the text stays selectable.
      void message.info(t('setup.copy_by_hand'));
    }
  };
}

/** The token of a source, this once. */
export function TokenCard({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation('source');
  const copy = useCopy();
  return (
    <Card title={t('token.title')}>
      <p>{t('token.text')}</p>
      <Input.TextArea
        readOnly
        // `autoSize` would keep the text in a hidden twin for measuring.
        rows={2}
        className="so-token"
        value={token}
        aria-label={t('token.label')}
        onFocus={(e) => e.target.select()}
      />
      <div className="cl-row-actions">
        <Button type="primary" onClick={() => void copy(token)}>
          {t('token.copy')}
        </Button>
        <Button onClick={onDone}>{t('token.done')}</Button>
      </div>
    </Card>
  );
}

/** How the sender is set up, ready to be pasted. */
export function SetupCard({
  source,
  doors,
  token,
}: {
  source: Pick<Source, 'protocol' | 'shipper'>;
  doors: Doors;
  /** Where it has just been made. */
  token?: string | null | undefined;
}) {
  const { t } = useTranslation('source');
  const copy = useCopy();
  const field = useId();
  const [shipper, setShipper] = useState(() => shipperOf(source.protocol, source.shipper));
  const made = snippet(shipper, { host: window.location.hostname, doors, token });
  const choices = shippersOf(source.protocol);
  const { text } = made ?? {};
  return (
    <Card title={t('setup.title')}>
      {choices.length > 1 && (
        <div className="cl-inline">
          <label htmlFor={field}>{t('form.shipper')}</label>{' '}
          <Select
            id={field}
            value={shipper}
            onChange={setShipper}
            popupMatchSelectWidth={false}
            options={choices.map((value) => ({ value, label: t(`shipper.${value}.name`) }))}
          />
        </div>
      )}
      <p>{t(`shipper.${shipper}.how`, { defaultValue: '' })}</p>
      {made && made.missing.length > 0 && (
        <p className="cl-notice" role="status">
          {t('setup.missing', { settings: made.missing.join(', '), count: made.missing.length })}
        </p>
      )}
      {made?.local && <p className="cl-notice">{t('setup.local')}</p>}
      {text && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
          <pre className="so-snippet" tabIndex={0}>
            {text}
          </pre>
          {!token && text.includes(TOKEN) && (
            <p className="cl-help">{t('setup.token_unknown', { word: TOKEN })}</p>
          )}
          <div className="cl-row-actions">
            <Button onClick={() => void copy(text)}>{t('setup.copy')}</Button>
          </div>
        </>
      )}
    </Card>
  );
}
