// For browsers that know no modules: at once to the form that needs none of it, if the page leads to one.
(function () {
  var link = document.querySelector("sipas-form a");
  if (link) location.replace(/** @type {HTMLAnchorElement} */ (link).href);
})();
