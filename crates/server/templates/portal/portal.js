// Comforts of the citizens' pages; every page works without them. Nothing leaves the device: a draft of the report, without
// who reports, is kept for a day and thrown away once it was sent.
(function () {
  "use strict";
  var PREFIX = "coloa.portal.draft.";
  var DAY = 24 * 60 * 60 * 1000;

  function store() {
    try {
      return window.localStorage;
    } catch (e) {
      return null;
    }
  }

  function each(list, run) {
    Array.prototype.forEach.call(list, run);
  }

  function button(label, run) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = label;
    made.addEventListener("click", run);
    return made;
  }

  function forget(drafts) {
    for (var n = drafts.length - 1; n >= 0; n--) {
      var key = drafts.key(n);
      if (key && key.indexOf(PREFIX) === 0) drafts.removeItem(key);
    }
  }

  // Fields that are kept: neither files, nor hidden ones, nor who reports.
  function kept(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && !/^(hidden|file|submit|button)$/.test(field.type) && !field.hasAttribute("data-private");
    });
  }

  function draft(form, drafts) {
    var key = PREFIX + form.getAttribute("data-draft");
    var fields = kept(form);
    var saved = null;
    try {
      saved = JSON.parse(drafts.getItem(key) || "null");
    } catch (e) {
      saved = null;
    }
    if (saved && Date.now() - saved.at > DAY) {
      drafts.removeItem(key);
      saved = null;
    }
    var blank = !document.getElementById("loi") && !document.getElementById("bam-lai");
    if (saved && blank && Array.isArray(saved.values) && saved.values.length === fields.length) {
      fields.forEach(function (field, n) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = saved.values[n] === true;
        else field.value = String(saved.values[n]);
      });
      var note = document.createElement("div");
      note.className = "note";
      note.setAttribute("role", "status");
      var text = document.createElement("p");
      text.textContent = form.getAttribute("data-draft-note");
      note.appendChild(text);
      note.appendChild(
        button(form.getAttribute("data-draft-drop"), function () {
          forget(drafts);
          form.reset();
          note.remove();
        })
      );
      form.parentNode.insertBefore(note, form);
    }
    var timer = 0;
    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () {
        var values = fields.map(function (field) {
          return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
        });
        try {
          drafts.setItem(key, JSON.stringify({ at: Date.now(), values: values }));
        } catch (e) {
          // No room on the device: there is no draft.
        }
      }, 500);
    });
  }

  var drafts = store();
  if (drafts) {
    if (document.querySelector("[data-sent]")) forget(drafts);
    each(document.querySelectorAll("form[data-draft]"), function (form) {
      draft(form, drafts);
    });
  }

  // What was sent once is not sent twice by an impatient thumb.
  each(document.querySelectorAll("form[method=post]"), function (form) {
    var sent = 0;
    form.addEventListener("submit", function (event) {
      if (Date.now() - sent < 5000) event.preventDefault();
      else sent = Date.now();
    });
  });

  each(document.querySelectorAll("[data-copy]"), function (place) {
    if (!navigator.clipboard) return;
    place.appendChild(
      button(place.getAttribute("data-copy-label"), function (event) {
        navigator.clipboard.writeText(place.getAttribute("data-copy")).then(function () {
          event.target.textContent = place.getAttribute("data-copied");
        });
      })
    );
  });
  each(document.querySelectorAll("[data-print-label]"), function (place) {
    place.appendChild(document.createTextNode(" "));
    place.appendChild(
      button(place.getAttribute("data-print-label"), function () {
        window.print();
      })
    );
  });

  // Which of the chosen files will not be taken.
  var files = document.getElementById("files");
  if (files) {
    files.addEventListener("change", function () {
      var most = Number(files.getAttribute("data-most"));
      var large = Array.prototype.filter.call(files.files, function (file) {
        return file.size > most;
      });
      var names = large.map(function (file) {
        return file.name;
      });
      document.getElementById("files-size").textContent = names.length
        ? files.getAttribute("data-too-large") + " " + names.join(", ")
        : "";
    });
  }

  // A page with faults begins with them.
  var first = document.getElementById("loi") || document.getElementById("bam-lai") || document.getElementById("xong");
  if (first) first.focus();
})();
