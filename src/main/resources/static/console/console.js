// Complements htmx: announces changes to screen readers once, reports a server that does not answer, and keeps opened details open.
(function () {
  'use strict';
  var announcer = document.getElementById('announcer');
  var connectionLost = document.getElementById('connection-lost');
  var since = null;
  var opened = [];

  function announcements() {
    return Array.prototype.map.call(document.querySelectorAll('[data-announce]'), function (part) {
      return part.getAttribute('data-announce');
    }).join(' ');
  }

  var last = announcements();

  // No reload while an action form is open, because it would discard the typed reason.
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (event.detail.elt.querySelector('details.act[open]')) { event.preventDefault(); }
  });

  document.addEventListener('htmx:beforeSwap', function (event) {
    opened = Array.prototype.map.call(event.detail.target.querySelectorAll('details[open][id]'), function (one) { return one.id; });
  });

  document.addEventListener('htmx:afterSettle', function () {
    since = null;
    connectionLost.hidden = true;
    opened.forEach(function (id) {
      var one = document.getElementById(id);
      if (one) { one.open = true; }
    });
    var now = announcements();
    if (now !== last) {
      last = now;
      announcer.textContent = now;
    }
  });

  function showLostConnection(event) {
    if (event.detail.xhr && event.detail.xhr.status === 401) { return; }
    since = since || new Date();
    if (connectionLost.hidden) {
      connectionLost.textContent = 'The server has not answered since ' + since.toISOString().substring(11, 19) + ' UTC. The page shows the state of that time; retrying.';
      connectionLost.hidden = false;
    }
  }

  document.addEventListener('htmx:sendError', showLostConnection);
  document.addEventListener('htmx:responseError', showLostConnection);
  document.addEventListener('htmx:timeout', showLostConnection);

  // A filter applies as soon as it is selected; without this script its button submits it.
  document.addEventListener('change', function (event) {
    if (event.target.form && event.target.form.hasAttribute('data-submit-on-change')) { event.target.form.requestSubmit(); }
  });
})();
