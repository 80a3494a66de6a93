// In place of react-style-singleton, which GraphiQL's dialogs bring: it writes a <style> that locks the page's scrolling. The page does not
// scroll, and its content policy allows no inline styles.
export const styleSingleton = () => () => null
