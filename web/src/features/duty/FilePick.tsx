import { CameraOutlined, DeleteOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadMaxMb, useSession } from '~/app/session';
import { formatBytes } from '~/ui/format';
import { SecretWarning } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';

/** Files of one report, as the server allows. */
export const MAX_FILES = 20;

export interface FilePickProps {
  label: string;
  files: readonly File[];
  onChange: (files: File[]) => void;
  /** At most one. */
  single?: boolean;
  /** As of `<input accept>`; without it also photos are wanted, and a phone offers its camera. */
  accept?: string;
  /** Where less is taken than the server allows in general. */
  maxMb?: number;
  /** Where fewer are taken than the server allows in general. */
  maxFiles?: number;
  /** Why the server did not take one of them. */
  faults?: ReadonlyMap<File, string> | undefined;
  /** Names of files of a draft that was taken up: a browser keeps no files, they have to be chosen once more. */
  lost?: readonly string[] | undefined;
}

/** Files that are sent together with a form: chosen, dropped, or taken with the phone's camera. */
export function FilePick({
  label,
  files,
  onChange,
  single,
  accept,
  maxMb: most,
  maxFiles = MAX_FILES,
  faults,
  lost = [],
}: FilePickProps) {
  const { t } = useTranslation(['duty', 'ui']);
  const allowed = uploadMaxMb(useSession());
  const maxMb = Math.min(most ?? allowed, allowed);
  const id = useId();
  const phone = usePhone();
  const input = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string[]>([]);
  const [over, setOver] = useState(false);
  const [touched, setTouched] = useState(false);

  function take(list: Iterable<File>) {
    const wrong: string[] = [];
    const good: File[] = [];
    for (const file of list) {
      if (file.size > maxMb * 1024 * 1024)
        wrong.push(t('duty:files.too_large', { name: file.name, max: maxMb }));
      else if (file.size === 0) wrong.push(t('duty:files.empty', { name: file.name }));
      else good.push(file);
    }
    const all = single ? good.slice(0, 1) : [...files, ...good];
    if (all.length > maxFiles) wrong.push(t('duty:files.too_many', { max: maxFiles }));
    setRefused(wrong);
    setTouched(true);
    if (good.length > 0) onChange(all.slice(0, maxFiles));
  }

  return (
    <div className="cl-upload">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an addition to the button */}
      <div
        className="cl-drop"
        data-over={over || undefined}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => {
          e.preventDefault();
          setOver(false);
          take(e.dataTransfer.files);
        }}
      >
        <label htmlFor={id}>{label}</label>
        {phone && !accept && (
          <Button icon={<CameraOutlined />} onClick={() => camera.current?.click()}>
            {t('duty:files.camera')}
          </Button>
        )}
        <Button icon={<PaperClipOutlined />} onClick={() => input.current?.click()}>
          {t('ui:upload.choose')}
        </Button>
        {!phone && <span className="cl-quiet">{t('ui:upload.limit', { max: maxMb })}</span>}
        <input
          id={id}
          ref={input}
          type="file"
          className="cl-hidden"
          multiple={!single}
          accept={accept}
          tabIndex={-1}
          aria-describedby={`${id}-w`}
          onChange={(e) => {
            take(e.target.files ?? []);
            e.target.value = '';
          }}
        />
        <input
          ref={camera}
          type="file"
          accept="image/*"
          capture="environment"
          className="cl-hidden"
          tabIndex={-1}
          aria-label={t('duty:files.camera')}
          onChange={(e) => {
            take(e.target.files ?? []);
            e.target.value = '';
          }}
        />
      </div>
      {!touched && lost.length > 0 && (
        <p className="cl-notice" role="status">
          {t('duty:files.again', { names: lost.join(', ') })}
        </p>
      )}
      {refused.map((text) => (
        <p key={text} role="alert" className="cl-refused">
          {text}
        </p>
      ))}
      <ul aria-live="polite">
        {files.map((file, at) => (
          <li key={`${file.name}-${file.lastModified}-${file.size}`} className="cl-upload-row">
            <span className="cl-break">{file.name}</span>
            <span className="cl-quiet">{formatBytes(file.size)}</span>
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('ui:upload.remove', { name: file.name })}
              onClick={() => onChange(files.filter((_, other) => other !== at))}
            />
            {faults?.has(file) && (
              <span role="alert" className="cl-refused">
                {faults.get(file)}
              </span>
            )}
          </li>
        ))}
      </ul>
      <SecretWarning id={`${id}-w`} />
    </div>
  );
}

/** What a draft says of chosen files. */
export interface DraftFiles {
  files?: string[];
}

/** Names to keep in a draft: of the chosen files, or of those that are still to be chosen again. */
export function namesOf(files: readonly File[], lost: string[] = []): string[] {
  return files.length > 0 ? files.map((file) => file.name) : lost;
}
