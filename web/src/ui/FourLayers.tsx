import './ui.css';
import { useTranslation } from 'react-i18next';

export const LAYERS = [1, 2, 3, 4] as const;

/** Which of the four layers of protection stand: drawn for the eye, said for the ear and for a file. */
export function FourLayers({ stand }: { stand: readonly number[] }) {
  const { t } = useTranslation('ui');
  const missing = LAYERS.filter((layer) => !stand.includes(layer));
  const said =
    missing.length === 0
      ? t('layers.all')
      : stand.length === 0
        ? t('layers.none')
        : t('layers.some', { stand: stand.join(', '), missing: missing.join(', ') });
  return (
    <span className="cl-layers" title={said}>
      {LAYERS.map((layer) => (
        <span key={layer} aria-hidden="true" data-stands={stand.includes(layer) || undefined}>
          {layer}
        </span>
      ))}
      <span className="cl-hidden">{said}</span>
    </span>
  );
}
