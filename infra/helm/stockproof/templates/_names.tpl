{{- define "stockproof.name" -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{- end }}

{{/* Labels of everything. */}}
{{- define "stockproof.labels" -}}
app.kubernetes.io/name: stockproof
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* What selects the pods of one component: list ROOT NAME. */}}
{{- define "stockproof.selector" -}}
app.kubernetes.io/name: stockproof
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* What is generated from the catalog, the grants and the settings of the embedded stack. */}}
{{- define "stockproof.catalog" -}}{{ .Files.Get "files/catalog.yaml" }}{{- end }}

{{- define "stockproof.image" -}}
{{- $i := .Values.image -}}
{{- if $i.digest }}{{ $i.repository }}@{{ $i.digest }}{{ else }}{{ $i.repository }}:{{ $i.tag | default .Chart.AppVersion }}{{ end -}}
{{- end }}

{{/* Values of one workload over the defaults: list ROOT NAME. As JSON. */}}
{{- define "stockproof.workload" -}}
{{- $values := (index . 0).Values.workloads -}}
{{- mergeOverwrite (deepCopy $values.defaults) (deepCopy (index $values (index . 1) | default dict)) | toJson -}}
{{- end }}

{{- define "stockproof.kafka.bootstrap" -}}
{{- .Values.kafka.bootstrap | default (printf "%s-kafka-bootstrap:%d" (include "stockproof.name" .) (int .Values.kafka.port)) -}}
{{- end }}

{{- define "stockproof.kafka.authority" -}}
{{- .Values.kafka.authority.secret | default (printf "%s-cluster-ca-cert" (include "stockproof.name" .)) -}}
{{- end }}

{{- define "stockproof.postgres.host" -}}
{{- .Values.postgres.host | default (printf "%s-postgres-rw" (include "stockproof.name" .)) -}}
{{- end }}

{{- define "stockproof.postgres.authority" -}}
{{- .Values.postgres.authority.secret | default (printf "%s-postgres-ca" (include "stockproof.name" .)) -}}
{{- end }}

{{/* Whether recovery keeps something in a volume. */}}
{{- define "stockproof.volume" -}}
{{- if or (eq .Values.stores.evidence "") (eq .Values.stores.sealed "") }}yes{{ end -}}
{{- end }}

{{/* What every container of ours may: nothing. */}}
{{- define "stockproof.confined" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "stockproof.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}
