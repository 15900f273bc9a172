import './ui.css';
import { DeleteOutlined, InboxOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { type DragEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, toProblem } from '~/api/client';
import { formatBytes } from './format';
import { ProblemAlert } from './ProblemAlert';
import { SecretWarning } from './texts';

export interface FileUploadProps<R> {
  label: string;
  /** As of `<input accept>`: `.docx,.pdf`. Checked here too; the server has the last word. */
  accept?: string;
  /** Megabytes of one file. */
  maxMb: number;
  multiple?: boolean;
  /** Sends one file: `(file, tools) => uploadFile('/api/v1/…', file, tools)`. */
  send: (file: File, tools: { onProgress: (share: number) => void; signal: AbortSignal }) => Promise<R>;
  onDone?: (answer: R, file: File) => void;
  /** Takes the file away again after it was sent. */
  onRemove?: (answer: R) => void | Promise<void>;
  disabled?: boolean;
  /** The verb of a button that sends a chosen file; without it a file is sent when it is chosen. */
  confirm?: string;
  /** Something else has to be filled in before a chosen file can be sent. */
  confirmDisabled?: boolean;
}

interface Item<R> {
  id: number;
  file: File;
  share: number;
  state: 'chosen' | 'sending' | 'done' | 'failed';
  answer?: R;
  problem?: ApiProblem;
  abort?: AbortController;
}

/** Choose or drop files; each shows its progress, its failure with a retry, or a way to take it back. */
export function FileUpload<R>({
  label,
  accept,
  maxMb,
  multiple,
  send,
  onDone,
  onRemove,
  disabled,
  confirm,
  confirmDisabled,
}: FileUploadProps<R>) {
  const { t } = useTranslation(['ui', 'common']);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const next = useRef(0);
  const [items, setItems] = useState<Item<R>[]>([]);
  const [over, setOver] = useState(false);
  const running = useRef(new Set<AbortController>());
  // Rows on their way: the button of one is still there when it is clicked twice.
  const begun = useRef(new Set<number>());

  useEffect(() => {
    const controllers = running.current;
    return () => {
      for (const controller of controllers) controller.abort();
    };
  }, []);

  function patch(itemId: number, change: Partial<Item<R>>) {
    setItems((all) => all.map((item) => (item.id === itemId ? { ...item, ...change } : item)));
  }

  async function start(itemId: number, file: File) {
    if (begun.current.has(itemId)) return;
    begun.current.add(itemId);
    const abort = new AbortController();
    running.current.add(abort);
    patch(itemId, { state: 'sending', share: 0, abort });
    try {
      const answer = await send(file, {
        onProgress: (share) => patch(itemId, { share }),
        signal: abort.signal,
      });
      patch(itemId, { state: 'done', share: 1, answer });
      onDone?.(answer, file);
    } catch (error) {
      begun.current.delete(itemId);
      if (abort.signal.aborted) return;
      patch(itemId, { state: 'failed', problem: toProblem(error) });
    } finally {
      running.current.delete(abort);
    }
  }

  function take(files: Iterable<File>) {
    const chosen = [...files].slice(0, multiple ? undefined : 1);
    const fresh = chosen.map((file): Item<R> => {
      const problem = refuse(file, accept, maxMb);
      next.current += 1;
      return {
        id: next.current,
        file,
        share: 0,
        state: problem ? 'failed' : confirm ? 'chosen' : 'sending',
        ...(problem ? { problem } : {}),
      };
    });
    setItems((all) => (multiple ? [...all, ...fresh] : fresh));
    for (const item of fresh) if (item.state === 'sending') void start(item.id, item.file);
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!disabled) take(event.dataTransfer.files);
  }

  async function remove(item: Item<R>) {
    item.abort?.abort();
    if (item.state === 'done' && item.answer !== undefined) await onRemove?.(item.answer);
    setItems((all) => all.filter((other) => other.id !== item.id));
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
        onDrop={onDrop}
      >
        <label htmlFor={id}>{label}</label>
        <Button icon={<InboxOutlined />} onClick={() => input.current?.click()} disabled={disabled ?? false}>
          {t('upload.choose')}
        </Button>
        <span className="cl-quiet">
          {accept
            ? t('upload.limits', { accept: accept.replaceAll(',', ', '), max: maxMb })
            : t('upload.limit', { max: maxMb })}
        </span>
        <input
          id={id}
          ref={input}
          type="file"
          className="cl-hidden"
          accept={accept}
          multiple={multiple}
          disabled={disabled}
          aria-describedby={`${id}-w`}
          onChange={(e) => {
            take(e.target.files ?? []);
            e.target.value = '';
          }}
        />
      </div>
      <ul aria-live="polite">
        {items.map((item) => (
          <li key={item.id}>
            <div className="cl-upload-row">
              <span className="cl-break">{item.file.name}</span>
              <span className="cl-quiet">{formatBytes(item.file.size)}</span>
              {item.state === 'done' && <span className="cl-good-text">{t('upload.done')}</span>}
              {(item.state !== 'done' || onRemove) && (
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t(item.state === 'sending' ? 'upload.stop' : 'upload.remove', {
                    name: item.file.name,
                  })}
                  onClick={() => void remove(item)}
                />
              )}
            </div>
            {item.state === 'chosen' && (
              <Button
                type="primary"
                disabled={disabled || confirmDisabled || false}
                onClick={() => void start(item.id, item.file)}
              >
                {confirm}
              </Button>
            )}
            {item.state === 'sending' && (
              <Progress percent={Math.round(item.share * 100)} size="small" aria-label={item.file.name} />
            )}
            {item.state === 'failed' && (
              <ProblemAlert
                problem={item.problem}
                {...(item.problem?.code.startsWith('upload.')
                  ? {}
                  : { onRetry: () => void start(item.id, item.file) })}
              />
            )}
          </li>
        ))}
      </ul>
      <SecretWarning id={`${id}-w`} />
    </div>
  );
}

/** Told before a byte is sent. */
function refuse(file: File, accept: string | undefined, maxMb: number): ApiProblem | undefined {
  if (file.size > maxMb * 1024 * 1024) {
    return new ApiProblem({
      status: 413,
      code: 'upload.too_large',
      params: { name: file.name, max_mb: maxMb },
    });
  }
  const endings = (accept ?? '').split(',').map((e) => e.trim().toLowerCase());
  const dotted = endings.filter((e) => e.startsWith('.'));
  if (
    dotted.length > 0 &&
    dotted.length === endings.length &&
    !dotted.some((e) => file.name.toLowerCase().endsWith(e))
  ) {
    return new ApiProblem({ status: 415, code: 'upload.wrong_type', params: { name: file.name, accept } });
  }
  return undefined;
}
