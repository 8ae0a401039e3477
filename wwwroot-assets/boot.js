// Starts the page's connection to the master and looks after it. When the connection is lost, or never comes up, a quiet banner
// says so; when the master answers again the page goes on, or, if the master has forgotten it (a restart), loads itself anew.
(function () {
  const banner = document.getElementById('connection-banner');
  const seconds = document.getElementById('connection-seconds');
  const longestPause = 5000;
  let lost = null;
  let alive = false;

  function show() {
    const elapsed = Math.floor((performance.now() - lost.since) / 1000);
    seconds.textContent = elapsed > 0 ? elapsed + ' s' : '';
    banner.hidden = false;
  }

  function found() {
    if (!lost) return;
    clearInterval(lost.clock);
    clearTimeout(lost.next);
    lost = null;
    banner.hidden = true;
    delete document.documentElement.dataset.offline;
  }

  async function masterAnswers() {
    try {
      // Even a master that is not well is there to be talked to.
      await fetch('health', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
      return true;
    } catch {
      return false;
    }
  }

  async function tryAgain(now) {
    if (lost !== now) return;
    if (await masterAnswers()) {
      if (lost !== now) return;
      if (!alive) {
        // There is no circuit yet that could be taken up again.
        location.reload();
        return;
      }
      let back = null;
      try { back = await Blazor.reconnect(); } catch { back = null; }
      if (back === false) {
        location.reload();
        return;
      }
      if (back && lost === now) {
        found();
        return;
      }
      // The master answers over HTTP, yet the connection will not come up: after a few tries, begin anew.
      now.refused += 1;
      if (now.refused >= 3) {
        location.reload();
        return;
      }
    }
    if (lost !== now) return;
    now.pause = Math.min(now.pause * 1.4, longestPause);
    now.next = setTimeout(() => tryAgain(now), now.pause * (0.8 + 0.4 * Math.random()));
  }

  function down() {
    if (lost) return;
    const now = { since: performance.now(), pause: 500, refused: 0 };
    lost = now;
    document.documentElement.dataset.offline = '';
    // A blink is not worth a banner.
    now.clock = setInterval(show, 500);
    tryAgain(now);
  }

  // A phone that wakes up, or a laptop that finds its network again, should not wait for the next try.
  function hurry() {
    if (!lost || document.visibilityState !== 'visible') return;
    clearTimeout(lost.next);
    lost.pause = 500;
    tryAgain(lost);
  }
  document.addEventListener('visibilitychange', hurry);
  window.addEventListener('online', hurry);

  // Until the page is alive nobody tells of a lost connection, so the master is asked.
  async function arrive() {
    if (alive || lost) return;
    if (!await masterAnswers()) {
      if (!alive) down();
      return;
    }
    setTimeout(arrive, 1000);
  }

  // Called by the page as soon as its circuit works.
  window.byobPage = {
    userAgent() {
      return navigator.userAgent;
    },
    live() {
      alive = true;
      document.documentElement.dataset.live = '';
      found();
    },
  };

  Blazor.start({
    circuit: { reconnectionHandler: { onConnectionDown: down, onConnectionUp: found } },
  }).catch(down);
  setTimeout(arrive, 1000);
})();
