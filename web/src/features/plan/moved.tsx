import type { ModalStaticFunctions } from 'antd/es/modal/confirm';
import type { TFunction } from 'i18next';
import type { PlanDetail } from './api';

/** Says, after approval or activation, which printed names mean other agencies today than in the review. */
export function movedNotice(
  modal: Pick<ModalStaticFunctions, 'info'>,
  t: TFunction<'plan'>,
  moved: PlanDetail['moved'],
): void {
  if (!moved || moved.length === 0) return;
  void modal.info({
    title: t('moved.title', { count: moved.length }),
    width: 600,
    content: (
      <>
        <p>{t('moved.text')}</p>
        <ul className="pl-names">
          {moved.slice(0, 50).map((m) => (
            <li key={m.printed}>
              <strong>{m.printed}</strong>{' '}
              <span className="cl-quiet">{t('approve.in_items', { count: m.items })}</span>
              {m.gone.length > 0 && <div>{t('moved.gone', { names: m.gone.join('; ') })}</div>}
              {m.come.length > 0 && <div>{t('moved.come', { names: m.come.join('; ') })}</div>}
            </li>
          ))}
        </ul>
      </>
    ),
  });
}
