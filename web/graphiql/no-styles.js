// Replaces react-style-singleton, a dependency of GraphiQL's dialogs: it writes a <style> that locks the page's scrolling. The page does not
// scroll, and its content policy allows no inline styles.
export const styleSingleton = () => () => null
