{{/* Pod of one workload: dict root, workload (of the catalog), values, selector. */}}
{{- define "stockproof.pod" -}}
{{- $root := .root }}{{- $w := .workload }}{{- $v := .values }}{{- $name := include "stockproof.name" $root -}}
serviceAccountName: {{ $name }}-{{ $w.name }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ $v.graceSeconds }}
securityContext: {{- include "stockproof.podSecurity" $root | nindent 2 }}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets: {{ range . }}{{ printf "\n  - name: %s" . }}{{ end }}
{{- end }}
{{- with $v.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $v.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $v.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $v.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- range $key, $when := dict "topology.kubernetes.io/zone" "ScheduleAnyway" "kubernetes.io/hostname" $v.spread }}
  - topologyKey: {{ $key }}
    maxSkew: 1
    whenUnsatisfiable: {{ $when }}
    labelSelector: { matchLabels: {{ fromYaml $.selector | toJson }} }
    # Pods of the version before are not counted.
    matchLabelKeys: [pod-template-hash]
  {{- end }}
containers:
  - name: {{ $w.name }}
    image: {{ include "stockproof.image" $root }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    command: {{ concat (list "node") $w.node (list (printf "dist/apps/%s/src/main.js" $w.app)) | toJson }}
    envFrom: [{ configMapRef: { name: {{ $name }}-config } }]
    env: {{- include "stockproof.env" . | trim | nindent 6 }}
    ports: [{ name: http, containerPort: {{ $w.port }} }]
    # Ready asks the servers with 3 s of patience: a probe needs more.
    startupProbe: { httpGet: { path: /health/ready, port: http }, periodSeconds: 2, timeoutSeconds: 4, failureThreshold: 90 }
    readinessProbe: { httpGet: { path: /health/ready, port: http }, periodSeconds: 5, timeoutSeconds: 4, failureThreshold: 3 }
    livenessProbe: { httpGet: { path: /health/live, port: http }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }
    # Time for proxies to hear that the pod is going; then it drains for up to 15 s.
    lifecycle: { preStop: { sleep: { seconds: 5 } } }
    resources: {{- toYaml $v.resources | nindent 6 }}
    securityContext: {{- include "stockproof.confined" $root | nindent 6 }}
    volumeMounts:
      - { name: tmp, mountPath: /tmp }
      - { name: own, mountPath: /run/stockproof, readOnly: true }
      {{- if has "kafka" $w.calls }}
      - { name: kafka-authority, mountPath: /run/authorities/kafka, readOnly: true }
      {{- end }}
      {{- if has "postgres" $w.calls }}
      - { name: postgres-authority, mountPath: /run/authorities/postgres, readOnly: true }
      {{- end }}
      {{- if eq $w.app "recovery" }}
      - { name: work, mountPath: /work }
      {{- if include "stockproof.volume" $root }}
      - { name: kept, mountPath: /var/lib/stockproof }
      {{- end }}
      {{- end }}
volumes:
  - { name: tmp, emptyDir: { medium: Memory, sizeLimit: 64Mi } }
  - name: own
    secret:
      secretName: {{ $name }}-{{ $w.app }}
      defaultMode: 0440
      # No other key of it.
      items:
        {{- range $key, $file := $w.files }}
        - { key: {{ $file }}, path: {{ $file }} }
        {{- end }}
        {{- if and (has "connect" $w.calls) (ne $root.Values.connect.operator "strimzi") }}
        - { key: connect-url, path: connect-url }
        {{- end }}
  {{- if has "kafka" $w.calls }}
  - name: kafka-authority
    secret: { secretName: {{ include "stockproof.kafka.authority" $root }}, items: [{ key: {{ $root.Values.kafka.authority.key }}, path: ca.crt }] }
  {{- end }}
  {{- if has "postgres" $w.calls }}
  - name: postgres-authority
    secret: { secretName: {{ include "stockproof.postgres.authority" $root }}, items: [{ key: {{ $root.Values.postgres.authority.key }}, path: ca.crt }] }
  {{- end }}
  {{- if eq $w.app "recovery" }}
  - { name: work, emptyDir: { sizeLimit: {{ $root.Values.stores.work }} } }
  {{- if include "stockproof.volume" $root }}
  - { name: kept, persistentVolumeClaim: { claimName: {{ $name }}-recovery } }
  {{- end }}
  {{- end }}
{{- end }}
