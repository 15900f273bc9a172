import './ui.css';
import { Button, Form, type FormInstance, Modal } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { isProblem } from '~/api/client';
import { fieldText } from '~/app/problemText';
import { useSession } from '~/app/session';
import { draftKey, dropDraft, readDraft, writeDraft } from './drafts';
import { formatDate } from './format';

export interface Draft<T> {
  /** A draft of an earlier visit, to offer with `DraftNotice`; undefined when there is none. */
  found: { value: T; at: Date } | undefined;
  /** Keeps the value (after half a second of quiet). */
  save: (value: T) => void;
  /** Call after the server accepted the form, or when the person throws the draft away. */
  drop: () => void;
  savedAt: Date | undefined;
  /** The browser had no room: only the unsaved-change guard protects the form. */
  full: boolean;
}

/**
 * A form draft in this browser, per person and form (`plan.progress.<id>`); it outlives a session that
 * ends and a closed tab. Nothing is restored silently: the person decides.
 */
export function useDraft<T>(form: string): Draft<T> {
  const { person } = useSession();
  const key = draftKey(person.id, form);
  const [found, setFound] = useState(() => readDraft<T>(key));
  const [savedAt, setSavedAt] = useState<Date>();
  const [full, setFull] = useState(false);
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; value: T }>(undefined);

  const flush = useCallback(() => {
    if (!waiting.current) return;
    clearTimeout(waiting.current.timer);
    const ok = writeDraft(key, waiting.current.value);
    waiting.current = undefined;
    setFull(!ok);
    if (ok) setSavedAt(new Date());
  }, [key]);

  const save = useCallback(
    (value: T) => {
      if (waiting.current) clearTimeout(waiting.current.timer);
      waiting.current = { value, timer: setTimeout(flush, 500) };
    },
    [flush],
  );

  const drop = useCallback(() => {
    if (waiting.current) clearTimeout(waiting.current.timer);
    waiting.current = undefined;
    dropDraft(key);
    setFound(undefined);
    setSavedAt(undefined);
  }, [key]);

  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);

  return useMemo(() => ({ found, save, drop, savedAt, full }), [found, save, drop, savedAt, full]);
}

/** Offers the draft of an earlier visit: take it, or throw it away. */
export function DraftNotice<T>({ draft, onRestore }: { draft: Draft<T>; onRestore: (value: T) => void }) {
  const { t } = useTranslation('ui');
  const [done, setDone] = useState(false);
  if (draft.full) return <p className="cl-notice">{t('draft.full')}</p>;
  const { found } = draft;
  if (!found || done) return null;
  return (
    <div className="cl-notice" role="status">
      <span>{t('draft.found', { date: formatDate(found.at) })}</span>
      <div className="cl-row-actions">
        <Button
          size="small"
          type="primary"
          onClick={() => {
            onRestore(found.value);
            setDone(true);
          }}
        >
          {t('draft.restore')}
        </Button>
        <Button size="small" onClick={draft.drop}>
          {t('draft.drop')}
        </Button>
      </div>
    </div>
  );
}

/** Asks before a changed form is left, within the app and when the tab closes. Render it once per form. */
export function UnsavedGuard({
  dirty,
  title,
  text,
}: {
  dirty: boolean;
  /** What would be lost, where it is no unsent form. */
  title?: string;
  text?: string;
}) {
  const { t } = useTranslation('ui');
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
  return (
    <Modal
      open={blocker.state === 'blocked'}
      title={title ?? t('guard.title')}
      okText={t('guard.stay')}
      cancelText={t('guard.leave')}
      onOk={() => blocker.reset?.()}
      onCancel={() => blocker.proceed?.()}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
    >
      {text ?? t('guard.text')}
    </Modal>
  );
}

/**
 * Puts the refused fields of a problem under their inputs and scrolls to the first.
 * Returns true when every refusal found its field; otherwise show `ProblemAlert` too.
 */
export function useFieldErrors<T>(form: FormInstance<T>): (error: unknown) => boolean {
  const { t } = useTranslation('errors');
  return useCallback(
    (error: unknown) => {
      if (!isProblem(error) || error.fields.length === 0) return false;
      const known = Object.keys(form.getFieldsValue(true) as object);
      const path = (field: string) => field.split('.').map((p) => (/^\d+$/.test(p) ? Number(p) : p));
      const here = error.fields.filter((f) => known.includes(String(path(f.field)[0])));
      type Data = Parameters<typeof form.setFields>[0][number];
      form.setFields(
        here.map((f) => ({ name: path(f.field), errors: [fieldText(t, f)] }) as unknown as Data),
      );
      const first = here[0];
      if (first) form.scrollToField(path(first.field), { block: 'center', focus: true });
      return here.length === error.fields.length;
    },
    [form, t],
  );
}

/** The end of a form: the one verb, a way out, and when the draft was kept. */
export function FormEnd({
  submit,
  working,
  onCancel,
  draft,
  disabled,
}: {
  /** The verb: "Gửi thẩm định", not "OK". */
  submit: string;
  working?: boolean;
  onCancel?: () => void;
  draft?: Pick<Draft<unknown>, 'savedAt'>;
  disabled?: boolean;
}) {
  const { t } = useTranslation(['ui', 'common']);
  return (
    <div className="cl-form-bar">
      <Form.Item noStyle>
        <Button type="primary" htmlType="submit" loading={working ?? false} disabled={disabled ?? false}>
          {submit}
        </Button>
      </Form.Item>
      {onCancel && <Button onClick={onCancel}>{t('common:action.cancel')}</Button>}
      <span className="cl-quiet" aria-live="polite">
        {draft?.savedAt && t('ui:draft.saved', { time: formatDate(draft.savedAt).slice(-5) })}
      </span>
    </div>
  );
}
