// Chooses the colour scheme before the first paint, and keeps it: "light", "dark", or "system" (the default).
(function () {
  const key = 'byob-theme';
  const root = document.documentElement;
  const dark = window.matchMedia('(prefers-color-scheme: dark)');

  function choice() {
    try { return localStorage.getItem(key) || 'system'; } catch { return 'system'; }
  }

  function apply() {
    const chosen = choice();
    root.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
    root.dataset.themeChoice = chosen;
  }

  dark.addEventListener('change', apply);
  window.addEventListener('storage', apply);
  window.byobTheme = {
    choice,
    choose(chosen) {
      try {
        if (chosen === 'system') localStorage.removeItem(key); else localStorage.setItem(key, chosen);
      } catch { /* a browser that keeps nothing still changes for this page */ }
      root.dataset.themeChoice = chosen;
      root.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
      return chosen;
    },
  };
  apply();
})();
