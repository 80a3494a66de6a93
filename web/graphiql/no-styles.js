// Replaces the package react-style-singleton, which GraphiQL's dialogs use to add a <style> element that stops the page from scrolling. This page
// does not scroll anyway, and its content security policy forbids inline styles.
export const styleSingleton = () => () => null
