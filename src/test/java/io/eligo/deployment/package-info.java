/** The Helm chart and the manifests in {@code ops}, against Helm and the schemas of Kubernetes. */
@NullMarked
package io.eligo.deployment;

import org.jspecify.annotations.NullMarked;
