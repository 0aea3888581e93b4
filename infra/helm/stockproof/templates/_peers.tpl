{{/* Who logs in to Kafka: what the workloads call, set-up, Connect, and KEDA. */}}
{{- define "stockproof.kafka.peers" -}}
{{- range $w := append (fromYaml (include "stockproof.catalog" .)).workloads (dict "name" "setup" "calls" (list "kafka")) }}
{{- if has "kafka" $w.calls }}
- podSelector: { matchLabels: {{ fromYaml (include "stockproof.selector" (list $ $w.name)) | toJson }} }
{{- end }}
{{- end }}
- podSelector: { matchLabels: { strimzi.io/cluster: {{ include "stockproof.name" . }}, strimzi.io/kind: KafkaConnect } }
- namespaceSelector: {{ toJson .Values.network.keda }}
{{- end }}

{{/* How many processes log in to PostgreSQL as one role: dict root, role. */}}
{{- define "stockproof.processes" -}}
{{- $n := 0 }}
{{- range $name := .role.workloads }}
{{- $v := fromJson (include "stockproof.workload" (list $.root $name)) }}
{{- if $v.enabled }}{{ $n = add $n (ternary $v.autoscaling.max $v.replicas $v.autoscaling.enabled | int) }}{{ end }}
{{- end }}
{{- if not .role.workloads }}{{ $n = 2 }}{{ end }}
{{- $n }}
{{- end }}

{{/* Its connections: the limit of the code is that of two processes and as many that are not yet found to be gone. */}}
{{- define "stockproof.connections" -}}
{{- max .role.connections (div (mul .role.connections (int (include "stockproof.processes" .))) 2) }}
{{- end }}
