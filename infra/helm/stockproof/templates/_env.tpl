{{/* Environment of one workload: dict root, workload (of the catalog), values. */}}
{{- define "stockproof.env" -}}
{{- $root := .root }}{{- $w := .workload }}{{- $v := $root.Values }}{{- $name := include "stockproof.name" $root }}
- { name: STOCKPROOF_HOST, value: '0.0.0.0' }
{{- range $key, $value := $w.env }}
- { name: {{ $key }}, value: {{ $value | quote }} }
{{- end }}
{{- range $key, $file := $w.files }}
- { name: {{ $key }}, value: /run/stockproof/{{ $file }} }
{{- end }}
{{- if has "kafka" $w.calls }}
- { name: STOCKPROOF_KAFKA_BROKERS, value: {{ include "stockproof.kafka.bootstrap" $root | quote }} }
- { name: STOCKPROOF_KAFKA_CA_FILE, value: /run/authorities/kafka/ca.crt }
{{- end }}
{{- if has "ingestion" $w.calls }}
- { name: STOCKPROOF_INGESTION_URL, value: 'http://{{ $name }}-ingestion:3001' }
{{- end }}
{{- if has "connect" $w.calls }}
{{- if eq $v.connect.operator "strimzi" }}
- { name: STOCKPROOF_CONNECT_URL, value: 'http://{{ $name }}-connect-api:8083' }
{{- else }}
- { name: STOCKPROOF_CONNECT_URL_FILE, value: /run/stockproof/connect-url }
{{- end }}
{{- end }}
{{- if eq $w.name "identity-provider" }}
- { name: STOCKPROOF_OIDC_ISSUER, value: {{ include "stockproof.issuer" $root | quote }} }
- { name: STOCKPROOF_IDENTITY_CONSOLE_URLS, value: '{{ $v.console.url }}/auth/callback' }
{{- else }}
{{ include "stockproof.oidc" $root }}
{{- end }}
{{- if $v.expose.trustedProxies }}
- { name: STOCKPROOF_TRUSTED_PROXIES, value: {{ $v.expose.trustedProxies | quote }} }
{{- end }}
{{- if eq $w.name "console" }}
{{ include "stockproof.console" $root }}
{{- end }}
{{- if eq $w.app "recovery" }}
{{ include "stockproof.stores" . }}
{{- end }}
{{- range $key, $value := .values.config }}
- { name: {{ $key }}, value: {{ include "stockproof.setting" $value }} }
{{- end }}
{{- end }}

{{/* A large number in a file of values is a float: 1e+06 is no setting. */}}
{{- define "stockproof.setting" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . | quote }}{{ else }}{{ toString . | quote }}{{ end -}}
{{- end }}

{{- define "stockproof.issuer" -}}
{{- .Values.oidc.issuer | default (printf "http://%s-identity-provider:3007" (include "stockproof.name" .)) -}}
{{- end }}

{{- define "stockproof.oidc" -}}
{{- $o := .Values.oidc -}}
- { name: STOCKPROOF_OIDC_ISSUER, value: {{ include "stockproof.issuer" . | quote }} }
{{- $identity := fromJson (include "stockproof.workload" (list . "identity-provider")) }}
{{- if $o.jwks }}
- { name: STOCKPROOF_OIDC_JWKS, value: {{ $o.jwks | quote }} }
{{- else if $identity.enabled }}
- { name: STOCKPROOF_OIDC_JWKS, value: 'http://{{ include "stockproof.name" . }}-identity-provider:3007/jwks' }
{{- end }}
{{- if $o.audience }}
- { name: STOCKPROOF_OIDC_AUDIENCE, value: {{ $o.audience | quote }} }
{{- end }}
- { name: STOCKPROOF_OIDC_ROLES_CLAIM, value: {{ $o.rolesClaim | quote }} }
- { name: STOCKPROOF_OIDC_SELLER_CLAIM, value: {{ $o.sellerClaim | quote }} }
{{- end }}

{{- define "stockproof.console" -}}
{{- $name := include "stockproof.name" . -}}
{{- $query := fromJson (include "stockproof.workload" (list . "availability-query")) -}}
- { name: STOCKPROOF_CONSOLE_URL, value: {{ .Values.console.url | quote }} }
- { name: STOCKPROOF_CONSOLE_CLIENT_ID, value: {{ .Values.oidc.consoleClientId | quote }} }
{{- $identity := fromJson (include "stockproof.workload" (list . "identity-provider")) }}
{{- if .Values.oidc.providerUrl }}
- { name: STOCKPROOF_CONSOLE_PROVIDER_URL, value: {{ .Values.oidc.providerUrl | quote }} }
{{- else if $identity.enabled }}
- { name: STOCKPROOF_CONSOLE_PROVIDER_URL, value: 'http://{{ $name }}-identity-provider:3007' }
{{- end }}
- { name: STOCKPROOF_INGESTION_URL, value: 'http://{{ $name }}-ingestion:3001' }
- { name: STOCKPROOF_COMMAND_HANDLER_URL, value: 'http://{{ $name }}-command-handler:3002' }
- { name: STOCKPROOF_AVAILABILITY_URL, value: 'http://{{ $name }}-availability{{ if not $query.enabled }}-projection{{ else }}-query{{ end }}:3003' }
- { name: STOCKPROOF_RECOVERY_URL, value: 'http://{{ $name }}-recovery:3004' }
- { name: STOCKPROOF_RESERVATION_URL, value: 'http://{{ $name }}-reservation:3005' }
{{- end }}

{{- define "stockproof.stores" -}}
{{- $s := .root.Values.stores }}
{{- if eq .workload.name "recovery" }}
- { name: STOCKPROOF_EVIDENCE_DIR, value: {{ $s.evidence | default "/var/lib/stockproof/evidence" | quote }} }
{{- end }}
- { name: STOCKPROOF_SEALED_STORE, value: {{ $s.sealed | default "file:///var/lib/stockproof/sealed" | quote }} }
- { name: STOCKPROOF_SEALED_WORK_DIR, value: /work }
{{- if $s.credentialsSecret }}
{{- range list "AWS_ACCESS_KEY_ID" "AWS_SECRET_ACCESS_KEY" }}
- name: {{ . }}
  valueFrom: { secretKeyRef: { name: {{ $s.credentialsSecret }}, key: {{ . }} } }
{{- end }}
{{- end }}
{{- end }}
