{{- define "eligo.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- /* Labels that never change: selectors use them. */ -}}
{{- define "eligo.selector" -}}
app.kubernetes.io/name: eligo
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "eligo.labels" -}}
{{ include "eligo.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "eligo.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Memory is requested as it is limited: the heap takes its share of the limit at the start. */ -}}
{{- define "eligo.resources" -}}
{{- $table := dict
  "small" (dict "api" (list "500m" "1Gi") "console" (list "100m" "768Mi") "scheduler" (list "250m" "1Gi") "worker" (list "500m" "1Gi"))
  "medium" (dict "api" (list "1" "2Gi") "console" (list "250m" "1Gi") "scheduler" (list "1" "1536Mi") "worker" (list "2" "2Gi"))
  "large" (dict "api" (list "2" "4Gi") "console" (list "250m" "1Gi") "scheduler" (list "2" "2Gi") "worker" (list "4" "4Gi")) -}}
{{- $row := get (get $table .size) .role -}}
requests:
  cpu: {{ index $row 0 | quote }}
  memory: {{ index $row 1 }}
limits:
  memory: {{ index $row 1 }}
{{- end -}}

{{- define "eligo.podSecurity" -}}
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "eligo.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- /* What every process needs, the migration included. Secrets are files named after the properties that they contain. */ -}}
{{- define "eligo.env" -}}
- name: SPRING_CONFIG_IMPORT
  value: configtree:/etc/eligo/secrets/
- name: SPRING_PROFILES_ACTIVE
  value: {{ .Values.size }}
- name: SPRING_DATASOURCE_URL
{{- with .Values.database }}
{{- $parameters := list }}
{{- with .parameters }}{{ $parameters = append $parameters . }}{{ end }}
{{- if .caSecret.name }}{{ $parameters = append $parameters "sslrootcert=/etc/eligo/database/ca.crt" }}{{ end }}
  value: {{ printf "jdbc:postgresql://%s:%d/%s%s" .host (int .port) .name (empty $parameters | ternary "" (print "?" (join "&" $parameters))) | quote }}
{{- end }}
{{- end -}}

{{- define "eligo.nodeEnv" -}}
- name: SPRING_LIQUIBASE_ENABLED
  value: {{ not .Values.migration.enabled | quote }}
{{- with .Values.redis }}
{{- if .host }}
- name: SPRING_DATA_REDIS_HOST
  value: {{ .host | quote }}
- name: SPRING_DATA_REDIS_PORT
  value: {{ .port | quote }}
{{- end }}
{{- if .tls }}
- name: SPRING_DATA_REDIS_SSL_ENABLED
  value: "true"
{{- end }}
{{- end }}
{{- with .Values.tokens }}
{{- if .issuerUri }}
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI
  value: {{ .issuerUri | quote }}
{{- end }}
{{- if .jwkSetUri }}
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI
  value: {{ .jwkSetUri | quote }}
{{- end }}
{{- if .publicKeySecret.name }}
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_PUBLIC_KEY_LOCATION
  value: file:/etc/eligo/keys/public.pem
{{- end }}
{{- with .audiences }}
- name: SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "eligo.variables" -}}
{{- $lines := list }}
{{- range $name, $value := . }}
{{- $lines = append $lines (printf "- name: %s\n  value: %s" $name (quote $value)) }}
{{- end }}
{{- join "\n" $lines }}
{{- end -}}

{{- define "eligo.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: /etc/eligo/secrets, readOnly: true}
{{- if .Values.database.caSecret.name }}
- {name: database, mountPath: /etc/eligo/database, readOnly: true}
{{- end }}
{{- end -}}

{{- /* Parameters: the values, and a list of lists: a Secret's description, and the prefix of its properties. */ -}}
{{- define "eligo.volumes" -}}
- name: tmp
  emptyDir: {}
- name: secrets
  projected:
    sources:
      {{- range .secrets }}
      {{- $prefix := index . 1 }}
      {{- with index . 0 }}
      - secret:
          name: {{ .name }}
          items:
            {{- with .usernameKey }}
            - key: {{ . }}
              path: {{ $prefix }}.username
            {{- end }}
            - key: {{ .passwordKey }}
              path: {{ $prefix }}.password
      {{- end }}
      {{- end }}
{{- with .values.database.caSecret }}
{{- if .name }}
- name: database
  secret:
    secretName: {{ .name }}
    items:
      - {key: {{ .key }}, path: ca.crt}
{{- end }}
{{- end }}
{{- end -}}

{{- /* Egress to DNS (OpenShift's pods listen at 5353) and PostgreSQL. */ -}}
{{- define "eligo.databaseEgress" -}}
- ports:
    {{- range $port := list 53 5353 }}
    - {protocol: UDP, port: {{ $port }}}
    - {protocol: TCP, port: {{ $port }}}
    {{- end }}
- ports:
    - {protocol: TCP, port: {{ .Values.database.port }}}
  {{- with .Values.networkPolicy.database }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "eligo.placement" -}}
{{- $pod := dict }}
{{- with .Values.image.pullSecrets }}
{{- $names := list }}
{{- range . }}{{ $names = append $names (dict "name" .) }}{{ end }}
{{- $_ := set $pod "imagePullSecrets" $names }}
{{- end }}
{{- range $key := list "priorityClassName" "nodeSelector" "tolerations" "affinity" }}
{{- with get $.Values $key }}{{ $_ := set $pod $key . }}{{ end }}
{{- end }}
{{- with $pod }}{{ toYaml . }}{{ end }}
{{- end -}}
