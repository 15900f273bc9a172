/** The pages beside the list of alerts: where they are, and which permission opens them. */
export const PAGES = [
  { id: 'figures', to: '/canh-bao/thong-ke', needs: 'alert.read' },
  { id: 'suppressions', to: '/canh-bao/tam-an', needs: 'alert.read' },
  { id: 'report', to: '/canh-bao/bao-cao', needs: 'alert.read' },
  { id: 'hand_over', to: '/canh-bao/ban-giao', needs: 'alert.hand_over' },
  { id: 'channels', to: '/canh-bao/kenh', needs: 'alert.notify' },
  { id: 'wall', to: '/canh-bao/man-hinh', needs: 'alert.read' },
] as const;
