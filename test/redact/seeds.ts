/** Places where RKE2 nodes keep secrets; `{secret}` stands for the secret, by kind. */
export const seeds: Readonly<Record<string, readonly string[]>> = {
	'RKE2 configuration': [
		'server: https://10.0.0.1:9345\ntoken: {secret}\ntls-san:\n  - node-1\n',
		'agent-token: "{secret}" # from the vault\nnode-name: node-1\n',
		"etcd-s3: true\netcd-s3-access-key: '{secret}'\netcd-s3-bucket: b\n",
		'etcd-s3-secret-key: {secret}\netcd-s3-session-token:   {secret}\n',
		'token: >-\n  {secret}\nnode-ip: 10.0.0.1\n',
		'token:\n  {secret}\nnode-ip: 10.0.0.1\n',
		'tls-san:\n  - a,\ntoken: {secret},{secret}\n',
		'auth: {\n  username: u,\n  password: {secret},\n  mode: x\n}\n',
	],
	'datastore endpoint': [
		'datastore-endpoint: mysql://k3s:{secret}@tcp(10.0.0.9:3306)/kine\n',
		'datastore-endpoint: "postgres://k3s:{secret}@db.example.org:5432/kine?sslmode=verify-full"\n',
		'--datastore-endpoint=postgres://k3s:{secret}@10.0.0.9/kine',
		'K3S_DATASTORE_ENDPOINT=host=10.0.0.9 password={secret} dbname=kine',
	],
	'environment file': [
		'RKE2_TOKEN={secret}\nRKE2_URL=https://10.0.0.1:9345\n',
		'export RKE2_AGENT_TOKEN="{secret}"\n',
		"AWS_SECRET_ACCESS_KEY='{secret}'\nAWS_REGION=eu-central-1\n",
		'FOO=1\r\nSMTP_PASS={secret}\r\nBAR=2\r\n',
	],
	'process environment': [
		'PATH=/usr/bin\0RKE2_TOKEN={secret}\0HOME=/root\0',
		'RKE2_TOKEN={secret}\0HOME=/root\0',
		'A=1\0AWS_SESSION_TOKEN={secret} {secret}\0B=2\0',
	],
	'command line': [
		'/usr/local/bin/rke2 server --token {secret} --tls-san node-1',
		'rke2\0agent\0--token\0{secret}\0--node-ip\x0010.0.0.1\0',
		'ExecStart=/usr/bin/rke2 server "--agent-token={secret}" --debug',
		"sh -c 'rke2 agent --token={secret}'",
	],
	'arguments in JSON': [
		'{"rke2.io/node-args":"[\\"server\\",\\"--token\\",\\"{secret}\\",\\"--tls-san\\",\\"node-1\\"]"}',
		'{"args":["--token={secret}","--debug"]}',
		'{\n  "args": [\n    "--etcd-s3-secret-key",\n    "{secret}",\n    "--debug"\n  ]\n}',
	],
	'arguments in YAML': [
		'command:\n- rke2\n- --token\n- {secret}\n- --debug\n',
		'command:\n  - --agent-token={secret}\n  - --debug\n',
		'args: ["--token", "{secret}", "--debug"]\n',
		'args: [--token, {secret}, --debug]\n',
	],
	'node environment annotation': [
		'{"annotations":{"rke2.io/node-env":"{\\"RKE2_TOKEN\\":\\"{secret}\\",\\"RKE2_DEBUG\\":\\"true\\"}"}}',
		'rke2.io/node-env: \'{"RKE2_TOKEN":"{secret}"}\'\n',
		'pod-impersonation.cattle.io/token: {secret}\n',
	],
	'environment of a pod': [
		'{"env":[{"name":"DB_PASSWORD","value":"{secret}"},{"name":"MODE","value":"canal"}]}',
		'env:\n- name: REGISTRY_TOKEN\n  value: {secret}\n- name: MODE\n  value: canal\n',
		'{\n  "envs": [\n    {\n      "key": "API_KEY",\n      "value": "{secret}"\n    }\n  ]\n}',
	],
	'environment in runtime JSON': [
		'{"process":{"env":["PATH=/bin","RKE2_TOKEN={secret}","A=b"]}}',
		'{"env": [\n "CATTLE_TOKEN={secret} {secret}",\n "A=b"]}',
		'{"message":"started with env \\"RKE2_TOKEN={secret}\\" and more"}',
	],
	'Helm values in JSON': [
		'{"spec":{"valuesContent":"flannel:\\n  backend: wireguard\\n  psk: {secret}\\ncalico:\\n  vethuMTU: 1450\\n"}}',
		'{"spec":{"valuesContent":"global:\\n  bootstrapPassword: \\"{secret}\\"\\n"}}',
		'{"last-applied":"{\\"spec\\":{\\"valuesContent\\":\\"flannel:\\\\n  psk: {secret}\\\\n\\"}}"}',
		'{"spec":{"valuesContent":"a:\\n  clientSecret: |\\n    {secret}\\n    {secret}\\nb: 1\\n"}}',
	],
	'Helm values in YAML': [
		'spec:\n  valuesContent: |-\n    flannel:\n      psk: "{secret}"\n    calico: {}\n',
		'spec:\n  valuesContent: |\n    auth: {username: u, password: {secret}, mode: x}\n',
		'spec:\n  set:\n    flannel.psk: {secret}\n',
	],
	'flannel net-conf': [
		'{"Network":"10.42.0.0/16","Backend":{"Type":"wireguard","PSK":"{secret}","Mode":"separate"}}',
		'{"data":{"net-conf.json":"{\\n  \\"Backend\\": {\\n    \\"PSK\\": \\"{secret}\\"\\n  }\\n}\\n"}}',
	],
	kubeconfig: [
		'users:\n- name: multus\n  user:\n    token: {secret}\n',
		'users:\n- name: default\n  user: {token: {secret}}\n',
		'    client-key-data: {secret}\n    client-certificate-data: LS0tLS1CRUdJTiBDRVJU\n',
		'    username: admin\n    password: {secret}\n',
	],
	'registry configuration': [
		'configs:\n  registry.example.org:\n    auth:\n      username: pull\n      password: {secret}\n',
		'[plugins."io.containerd.grpc.v1.cri".registry.configs."r".auth]\n  password = "{secret}"\n',
		'configs:\n  r:\n    auth:\n      identity_token: {secret}\n',
	],
	'proxy and other URLs': [
		'HTTPS_PROXY=http://proxy:{secret}@10.0.0.7:3128\nNO_PROXY=10.0.0.0/8\n',
		'http_proxy=proxy:{secret}@10.0.0.7:3128\n',
		'{"url":"https://u:{secret}@charts.example.org/index.yaml"}',
		'GET https://10.0.0.1/v3?access_token={secret}&follow=true HTTP/1.1',
		'{"url":"https://h/x?a=b\\u0026access_token={secret}\\u0026c=d"}',
	],
	'HTTP headers': ['Authorization: Bearer {secret}', 'curl -H "X-Auth-Token: {secret}" https://10.0.0.1'],
	logs: [
		'time="2026-08-22T10:00:00Z" level=info msg="joining" token="{secret}"',
		'level=debug msg="flags" agent-token={secret}, debug=true',
		'I0822 10:00:00.0 1 main.go:1] password: {secret} accepted',
	],
	WireGuard: [
		'[Interface]\nPrivateKey = {secret}\nListenPort = 51820\n[Peer]\nPresharedKey={secret}\n',
		'interface: wg0\n  private key: {secret}\n  listening port: 51820\n',
	],
	'system files': [
		'[wifi-security]\nkey-mgmt=wpa-psk\npsk={secret}\n',
		'protocol bgp node2 { neighbor 10.0.0.2 as 64512; password "{secret}"; }',
		'vrrp_instance VI_1 {\n  authentication {\n    auth_type PASS\n    auth_pass {secret}\n  }\n}\n',
		'net.ipv4.tcp_fastopen_key = {secret}\n',
	],
};

const opaque = 'QGZ5uH7kVbT3mWxJ2nLpR9sD4fCyE8aK1oIhNvXgB0Mt';

/** Secrets that are known by their form alone, and what must stay around them. */
export const shapes: Readonly<
	Record<string, {readonly text: string; readonly secret: string; readonly stays?: string}>
> = {
	'join token': {
		text: `joining with K10${'0a'.repeat(32)}::server:${opaque} now`,
		secret: opaque,
		stays: 'joining with ',
	},
	'private key': {
		text: `a: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIE${opaque}\n  ${opaque}==\n  -----END RSA PRIVATE KEY-----\nb: 1\n`,
		secret: opaque,
		stays: '\n  -----END RSA PRIVATE KEY-----\nb: 1\n',
	},
	'private key in JSON': {
		text: JSON.stringify({
			pem: `-----BEGIN PRIVATE KEY-----\n${opaque}\n${opaque}\n-----END PRIVATE KEY-----\n`,
		}),
		secret: opaque,
		stays: '\\n-----END PRIVATE KEY-----\\n"}',
	},
	'private key that was cut off': {
		text: `-----BEGIN EC PRIVATE KEY-----\n${opaque}\n${opaque.slice(0, 20)}`,
		secret: opaque.slice(0, 20),
	},
	'datastore endpoint with a password that no URL can have': {
		text: `datastore-endpoint: mysql://k3s:a@b/${opaque}?#@tcp(10.0.0.9:3306)/kine\n`,
		secret: opaque,
		stays: '@tcp(10.0.0.9:3306)/kine\n',
	},
	'private key in base64': {
		text: `key: ${Buffer.from(`-----BEGIN EC PRIVATE KEY-----\n${opaque}\n`).toString('base64')}\n`,
		secret: Buffer.from(opaque).toString('base64').slice(2, 30),
	},
	'JSON Web Token': {
		text: `x: eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"exp":1735689600}').toString('base64url')}.${opaque}\n`,
		secret: opaque,
		stays: 'jwt-exp-1735689600',
	},
	'JSON Web Token in base64': {
		text: `"data":{"x":"${Buffer.from(`eyJhbGciOiJSUzI1NiJ9.eyJhIjoxMjM0NTY3ODkwfQ.${opaque}`).toString('base64')}"}`,
		secret: Buffer.from(opaque).toString('base64').slice(4, 30),
	},
	'bearer token in JSON': {
		text: `{"headers":{"Authorization":["Bearer ${opaque}"]}}`,
		secret: opaque,
		stays: '{"headers":{"Authorization":["Bearer ',
	},
	'basic authentication': {
		text: `Authorization: Basic ${Buffer.from(`user:${opaque}`).toString('base64')}`,
		secret: Buffer.from(`user:${opaque}`).toString('base64'),
	},
	'registry authentication': {
		text: `{"auths":{"r":{"auth":"${Buffer.from(`user:${opaque}`).toString('base64')}"}}}`,
		secret: Buffer.from(`user:${opaque}`).toString('base64'),
	},
	'AWS key': {text: 'using AKIAIOSFODNN7EXAMPLE\n', secret: 'AKIAIOSFODNN7EXAMPLE'},
	'Rancher token': {
		text: `kubeconfig-u-x7k2p:${'b'.repeat(30)}${'4'.repeat(24)} is`,
		secret: 'b'.repeat(30),
		stays: 'kubeconfig-u-x7k2p:',
	},
	'GitLab token': {text: 'https://oauth2@git glpat-Abcdefghij0123456789 x', secret: 'Abcdefghij0123456789'},
	'annotation in a log of containerd': {
		text: `msg="RunPodSandbox with config annotations:{key:\\"pod-impersonation.cattle.io/token\\"  value:\\"${opaque}\\"}"`,
		secret: opaque,
		stays: 'pod-impersonation.cattle.io/token\\"  value:\\"REDACTED_map-entry_',
	},
	'IPsec state': {
		text: `src 10.0.0.1 dst 10.0.0.2\n\tproto esp spi 0x3 reqid 1 mode tunnel\n\taead rfc4106(gcm(aes)) 0x${'4a'.repeat(20)} 128\n`,
		secret: '4a4a4a',
		stays: ' 128\n',
	},
	'IPsec key file': {text: `3+ rfc4106(gcm(aes)) ${'4a'.repeat(20)} 128`, secret: '4a4a4a', stays: ' 128'},
	'WireGuard dump': {
		text: `wg0\t${opaque.slice(0, 43)}=\t${'P'.repeat(43)}=\t51820\toff\n`,
		secret: opaque.slice(0, 43),
		stays: `\t${'P'.repeat(43)}=\t51820\toff\n`,
	},
	'WireGuard peer': {
		text: `wg0\t${'P'.repeat(43)}=\t${opaque.slice(0, 43)}=\t10.0.0.3:51820\t10.42.2.0/24\t0\t0\t0\toff\n`,
		secret: opaque.slice(0, 43),
		stays: `wg0\t${'P'.repeat(43)}=\t`,
	},
};
