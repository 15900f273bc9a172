import './ui.css';
import { Button, Modal, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface ConflictField<T> {
  key: keyof T & string;
  /** Already translated. */
  label: string;
  /** How a value is shown; as text when absent. */
  render?: (value: T[keyof T & string]) => ReactNode;
}

export interface ConflictDialogProps<T extends object> {
  open: boolean;
  mine: T;
  /** The record as it is on the server now. */
  theirs: T;
  /** Who changed it and when, if known. */
  changedBy?: ReactNode;
  fields: ConflictField<T>[];
  /** Send this with the new ETag. */
  onResolve: (merged: T) => void;
  onCancel: () => void;
}

/** Two people edited one record (412): both versions side by side, chosen field by field. */
export function ConflictDialog<T extends object>(props: ConflictDialogProps<T>) {
  const { t } = useTranslation(['ui', 'common']);
  return (
    <Modal
      open={props.open}
      title={t('ui:conflict.title')}
      width={860}
      footer={null}
      onCancel={props.onCancel}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <Body {...props} />
    </Modal>
  );
}

function Body<T extends object>({
  mine,
  theirs,
  changedBy,
  fields,
  onResolve,
  onCancel,
}: ConflictDialogProps<T>) {
  const { t } = useTranslation(['ui', 'common']);
  const differing = fields.filter((f) => !same(mine[f.key], theirs[f.key]));
  const [picks, setPicks] = useState<Partial<Record<string, 'mine' | 'theirs'>>>({});
  const open = differing.filter((f) => picks[f.key] === undefined);

  function resolve() {
    const merged = { ...theirs };
    for (const f of differing) merged[f.key] = picks[f.key] === 'mine' ? mine[f.key] : theirs[f.key];
    onResolve(merged);
  }
  function pickAll(side: 'mine' | 'theirs') {
    setPicks(Object.fromEntries(differing.map((f) => [f.key, side])));
  }
  const show = (f: ConflictField<T>, value: T[keyof T & string]) =>
    f.render ? f.render(value) : value === null || value === undefined || value === '' ? '–' : String(value);

  return (
    <>
      <p>
        {t('ui:conflict.text')} {changedBy}
      </p>
      <div className="cl-row-actions">
        <Button size="small" onClick={() => pickAll('mine')}>
          {t('ui:conflict.all_mine')}
        </Button>
        <Button size="small" onClick={() => pickAll('theirs')}>
          {t('ui:conflict.all_theirs')}
        </Button>
      </div>
      {differing.map((f) => (
        <fieldset key={f.key} className="cl-conflict">
          <legend>{f.label}</legend>
          <Radio.Group
            value={picks[f.key]}
            onChange={(e) => setPicks((all) => ({ ...all, [f.key]: e.target.value as 'mine' | 'theirs' }))}
          >
            {(['mine', 'theirs'] as const).map((side) => (
              <Radio key={side} value={side}>
                <strong>{t(`ui:conflict.${side}`)}</strong>
                <div>{show(f, (side === 'mine' ? mine : theirs)[f.key])}</div>
              </Radio>
            ))}
          </Radio.Group>
        </fieldset>
      ))}
      {differing.length === 0 && <p>{t('ui:conflict.same')}</p>}
      <div className="cl-form-bar">
        <Button type="primary" disabled={open.length > 0} onClick={resolve}>
          {t('ui:conflict.save')}
        </Button>
        <Button onClick={onCancel}>{t('ui:conflict.back')}</Button>
        {open.length > 0 && <span className="cl-quiet">{t('ui:conflict.left', { count: open.length })}</span>}
      </div>
    </>
  );
}

function same(a: unknown, b: unknown): boolean {
  return (a ?? '') === (b ?? '') || JSON.stringify(a) === JSON.stringify(b);
}
