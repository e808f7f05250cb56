// Complements htmx: announces changes to screen readers once, reports a server that does not answer, and keeps opened details open.
(function () {
  'use strict';
  var announcer = document.getElementById('announcer');
  var outOfTouch = document.getElementById('out-of-touch');
  var since = null;
  var opened = [];

  function said() {
    return Array.prototype.map.call(document.querySelectorAll('[data-say]'), function (part) {
      return part.getAttribute('data-say');
    }).join(' ');
  }

  var last = said();

  // No reload while an action form is open, because it would discard the typed reason.
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (event.detail.elt.querySelector('details.act[open]')) { event.preventDefault(); }
  });

  document.addEventListener('htmx:beforeSwap', function (event) {
    opened = Array.prototype.map.call(event.detail.target.querySelectorAll('details[open][id]'), function (one) { return one.id; });
  });

  document.addEventListener('htmx:afterSettle', function () {
    since = null;
    outOfTouch.hidden = true;
    opened.forEach(function (id) {
      var one = document.getElementById(id);
      if (one) { one.open = true; }
    });
    var now = said();
    if (now !== last) {
      last = now;
      announcer.textContent = now;
    }
  });

  function lost(event) {
    if (event.detail.xhr && event.detail.xhr.status === 401) { return; }
    since = since || new Date();
    if (outOfTouch.hidden) {
      outOfTouch.textContent = 'The server has not answered since ' + since.toISOString().substring(11, 19) + ' UTC. The page shows the state of that time; retrying.';
      outOfTouch.hidden = false;
    }
  }

  document.addEventListener('htmx:sendError', lost);
  document.addEventListener('htmx:responseError', lost);
  document.addEventListener('htmx:timeout', lost);

  // A filter applies as soon as it is selected; without this script its button submits it.
  document.addEventListener('change', function (event) {
    if (event.target.form && event.target.form.hasAttribute('data-at-once')) { event.target.form.requestSubmit(); }
  });
})();
