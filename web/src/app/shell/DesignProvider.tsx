import { App, ConfigProvider, theme as design } from 'antd';
import en from 'antd/locale/en_GB';
import vi from 'antd/locale/vi_VN';
import dayjs from 'dayjs';
import 'dayjs/locale/vi';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { cspNonce, stampStyles } from '../nonce';
import { useTheme } from '../theme';
import { palettes } from '../tokens';

stampStyles();

/** Ant Design with our tokens, language and nonce. */
export function DesignProvider({ children }: { children: ReactNode }) {
  const { name } = useTheme();
  const { t, i18n } = useTranslation('ui');
  const english = i18n.language === 'en';
  dayjs.locale(english ? 'en' : 'vi');
  const choose = t('day.choose');
  const locale = useMemo(() => withDayWord(english ? en : vi, choose), [english, choose]);
  const csp = useMemo(() => {
    const nonce = cspNonce();
    return nonce ? { nonce } : undefined;
  }, []);
  const config = useMemo(() => {
    const p = palettes[name];
    return {
      algorithm: name === 'dark' ? design.darkAlgorithm : design.defaultAlgorithm,
      token: {
        fontFamily: 'var(--font)',
        fontFamilyCode: 'var(--mono)',
        fontSize: 14,
        lineHeight: 1.5,
        borderRadius: 6,
        wireframe: false,
        motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
        colorPrimary: p.accent,
        colorLink: p['accent-text'],
        colorInfo: p.low,
        colorError: p.urgent,
        colorWarning: p.medium,
        colorSuccess: p.good,
        colorText: p.text,
        colorTextSecondary: p['text-2'],
        colorTextTertiary: p['text-3'],
        colorTextPlaceholder: p['text-3'],
        colorTextDescription: p['text-2'],
        colorBgBase: p.surface,
        colorBgLayout: p.canvas,
        colorBgContainer: p.surface,
        colorBgElevated: p.raised,
        colorBorder: p['line-strong'],
        colorBorderSecondary: p.line,
        colorTextLightSolid: p['on-accent'],
        controlOutline: p.focus,
        controlItemBgActive: p['accent-soft'],
        controlItemBgActiveHover: p['accent-soft'],
        controlItemBgHover: p.sunken,
      },
    };
  }, [name]);
  return (
    <ConfigProvider
      locale={locale}
      theme={config}
      {...(csp ? { csp } : {})}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}

/** The library asks for a moment where a day is wanted. */
function withDayWord(locale: typeof vi, choose: string): typeof vi {
  const { DatePicker } = locale;
  if (!DatePicker) return locale;
  return { ...locale, DatePicker: { ...DatePicker, lang: { ...DatePicker.lang, placeholder: choose } } };
}
