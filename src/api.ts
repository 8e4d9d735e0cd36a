import type {DefineCheck} from './core/check.ts';
import type {ProbeValues} from './probes/index.generated.ts';

/** Returns its argument; exists so that evidence, placeholders and findings are typed. */
export const defineCheck: DefineCheck<ProbeValues> = check => check;

export type {Applicability, Guide, Message, Messages, Severity, Subject} from './core/check.ts';
export type {Environment, Fact, IpFamily, Signal} from './core/environment.ts';
export {entriesIfFound, entriesOf, jsonOf, textIfFound, textOf, Unavailable} from './core/evidence.ts';
export {defineProbe} from './core/probe.ts';
export type {DirectoryEntry} from './core/request.ts';
// What the built-in checks share: pure reasoning over the models of parsers.
export {saidOfLoss} from './derive/address-loss.ts';
export {isPrivateAddress, scopeOf} from './derive/address-scope.ts';
export {announcedServices} from './derive/announced-services.ts';
export {isKnownOutside} from './derive/answered-outside.ts';
export {type FailedCall, failedCalls, unansweredCalls} from './derive/api-calls.ts';
export {arpDropOf, bridgeArpDropOf} from './derive/arp-drop.ts';
export {attachedMasters} from './derive/attached-masters.ts';
export {addressPoolsOf, poolSize, poolText} from './derive/attachment-addresses.ts';
export {attachmentProblem, ipamOf, masterOf, unchainedPluginOf} from './derive/attachment-problems.ts';
export {isTurnedAway, untoldPods, withheldBlocks} from './derive/bgp-imports.ts';
export {closedBirds, kernelRouteFaults} from './derive/bgp-kernel-routes.ts';
export {missingFromMesh} from './derive/bgp-mesh.ts';
export {
	bgpAddressesOf,
	bgpPeersOf,
	bgpSourceOf,
	detailsOfPeers,
	hasBgpError,
	importsOfPeers,
	isEstablished,
	isReachedDirectly,
	namesOfPeers,
	subjectOfPeers,
} from './derive/bgp-peer.ts';
export {whyNoSession} from './derive/bgp-plan.ts';
export {explainedError, isRouter, minutesOf, troubledNodes, troubleOf} from './derive/bgp-trouble.ts';
export {bpfMountMissing, usualBpfMount} from './derive/bpf-mount.ts';
export {bridgeBarrier} from './derive/bridge-barrier.ts';
export {announcedElsewhere, calicoAddressSteps} from './derive/calico-announced.ts';
export {blockFaults, borrowedFaults, misledBlocks} from './derive/calico-block-routes.ts';
export {addressFaults, calicoPodRoutes} from './derive/calico-blocks.ts';
export {
	type CalicoChoice,
	type CalicoChoiceFault,
	type CalicoSituation,
	calicoChoiceFaultOf,
	calicoChoiceOf,
} from './derive/calico-choice.ts';
export {strangersTo} from './derive/calico-dispatch.ts';
export {calicoAddressOf, calicoEndpointOf, calicoPeersOf} from './derive/calico-endpoint.ts';
export {calicoFaults, calicoNodeFaults, calicoRouteFaults} from './derive/calico-log.ts';
export {calicoMtuOf, untunnelledPods} from './derive/calico-mtu.ts';
export {restartCalicoNode} from './derive/calico-node-deployment.ts';
export {calicoNodeReportOf, dialledAddress} from './derive/calico-node-log.ts';
export {calicoNodeMessages, withoutCalicoNode} from './derive/calico-node-messages.ts';
export {autodetectionMethodsOf, calicoValueFaultsOf} from './derive/calico-values.ts';
export {type ChainOwner, ownedChains} from './derive/chain-owner.ts';
export {helmErrorIn, stuckInstallations} from './derive/chart-installation.ts';
export {textValueAt, userValuesOf, valueAt} from './derive/chart-values.ts';
export {hasChecksumBug, isDamagingDriver, isFeatureOn, tunnelOffloads} from './derive/checksum-offload.ts';
export {
	addressCount,
	atPort,
	type Cidr,
	contains,
	familyOf,
	formatAddress,
	formatCidr,
	holds,
	isSameAddress,
	networkOf,
	overlaps,
	parseAddress,
	parseCidr,
} from './derive/cidr.ts';
export {ciliumAgentSubject, ciliumChartSubject, ciliumSymptoms, nodeNameIn} from './derive/cilium.ts';
export {addressWithoutPrograms, ciliumDevicesOf, isMasqueradedByPrograms} from './derive/cilium-devices.ts';
export {ciliumComplaintsOf, ciliumMapIn, indirectRouteIn} from './derive/cilium-errors.ts';
export {ciliumReasonIn, ciliumReportOf} from './derive/cilium-log.ts';
export {ciliumOperatorEndOf} from './derive/cilium-operator-log.ts';
export {
	answersOnlyPings,
	ciliumPeerLine,
	ciliumPeersOf,
	isOldRound,
	policyOfHealth,
} from './derive/cilium-peer.ts';
export {ciliumPluginFailures} from './derive/cilium-plugin-failure.ts';
export {ciliumPodRanges, ciliumPoolsOf} from './derive/cilium-pool.ts';
export {
	ciliumMinorOf,
	isExclusiveByDefault,
	misspeltCiliumKeys,
	wrongCiliumValues,
} from './derive/cilium-schema.ts';
export {cloudSetupCatch} from './derive/cloud-setup.ts';
export {isCalicoWorkload, isClusterDevice, isEncryptedByFelix, isTunnelDevice} from './derive/cni-devices.ts';
export {type CniOwner, cniTitles, ownersOfCniFile} from './derive/cni-owner.ts';
export {binariesOfCni} from './derive/cni-plugins.ts';
export {listSetting, textSetting} from './derive/config-merge.ts';
export {isNetworkPod, uncreatedContainers} from './derive/container-creation.ts';
export type {ContainerLog} from './derive/container-logs.ts';
export {corednsDeployment, corednsService} from './derive/coredns.ts';
export {corednsForwardingOf, corednsPluginsOf} from './derive/coredns-forwarding.ts';
export {askedNameIn, corednsTroubleOf, forbiddenKindIn, upstreamIn} from './derive/coredns-log.ts';
export {runsElsewhere} from './derive/daemonset-elsewhere.ts';
export {daemonsetPodFault, daemonsetPodMessages} from './derive/daemonset-pod.ts';
export {decisiveLines} from './derive/decisive-lines.ts';
export {delegateDifferences} from './derive/delegate-differences.ts';
export {departedEndpoints} from './derive/departed-endpoints.ts';
export {directPeersOf, withPodsAsked} from './derive/direct-peers.ts';
export {encryptingDeviceFor} from './derive/encrypting-device.ts';
export {fdbLinesOf} from './derive/fdb-lines.ts';
export {felixReportOf} from './derive/felix-fault.ts';
export {type FelixSettings, felixSetting, isFelixTrue} from './derive/felix-setting.ts';
export {type RefusedPacket, refusedPackets} from './derive/firewall-log.ts';
export {firstServiceAddress, isApiOfIpv6} from './derive/first-service-address.ts';
export {vxlanEndpointOf} from './derive/flannel-announcement.ts';
export {
	bridgePorts,
	closedPorts,
	detachedPorts,
	flannelBridge,
	isolatedPorts,
} from './derive/flannel-bridge.ts';
export {configuredInterface} from './derive/flannel-chart.ts';
export {
	announceInternalIps,
	flannelChoiceOf,
	isFlannelTold,
	registeredElsewhere,
} from './derive/flannel-choice.ts';
export {flannelDeviceMessages} from './derive/flannel-device-messages.ts';
export {flannelEnd, repeatedIptablesFailure} from './derive/flannel-log.ts';
export {isMasqueradeAsked} from './derive/flannel-masquerade.ts';
export {flannelMtusOf} from './derive/flannel-mtu.ts';
export {
	flannelChartOf,
	flannelPodOf,
	interfaceChoice,
	mtuSetting,
	pluginInstallerOf,
	pluginInstallersOf,
} from './derive/flannel-pod.ts';
export {isFlanneld} from './derive/flannel-process.ts';
export {flannelRangeMessages} from './derive/flannel-range-messages.ts';
export {
	brokenBy,
	flannelDeviceName,
	flannelDevicesOf,
	isFlannelDevice,
	vniInName,
} from './derive/flannel-vxlan.ts';
export {isFloating} from './derive/floating-address.ts';
export {cnisInUse, formerDevices, isPresentDevice} from './derive/former-cni.ts';
export {type LostRoute, lostToFormer} from './derive/former-routes.ts';
export {notForwarding} from './derive/forwarding.ts';
export {panicMessage} from './derive/go-panic.ts';
export {groupBy} from './derive/group-by.ts';
export {
	addressHolders,
	handingNetworks,
	isDividedAmongNodes,
	ownersWithin,
	rangesInUse,
} from './derive/handed-ranges.ts';
export {isLoopback, linkLocalServerOf, type ResolverFile, serversForPods} from './derive/host-resolver.ts';
export {selectInterface} from './derive/interface-selection.ts';
export {isOpen, podPools, poolLine, servesNode} from './derive/ip-pools.ts';
export {addressLine, linkLine, routeLine, ruleLine, vxlanLine} from './derive/iproute-text.ts';
export {ipsecLossOf} from './derive/ipsec-errors.ts';
export {duplicateAddresses, type Ipv6Silence, ipv6Silences} from './derive/ipv6-underlay.ts';
export {hasModule, type NetworkModule, unloadedModule} from './derive/kernel-capability.ts';
export {kernelComplaints} from './derive/kernel-complaints.ts';
export {hostSignatures} from './derive/kernel-host-log.ts';
export {interfaceSignatures} from './derive/kernel-interface-log.ts';
export {kubeProxyEffects, kubeProxyLogStep, kubeProxyTroubleOf} from './derive/kube-proxy-log.ts';
export {kubeProxyRuleMessages} from './derive/kube-proxy-rule-messages.ts';
export {kubeconfigFaultOf} from './derive/kubeconfig-fault.ts';
export {kubeletEndOf} from './derive/kubelet-end.ts';
export {listAll, listNames} from './derive/list-names.ts';
export {removalOf, spokenFrom, unusableGateways} from './derive/local-addresses.ts';
export {type RouteTable, routesOver, routeTablesOf} from './derive/longest-prefix-match.ts';
export {brokenBelowOf, isPortOf, lowestDownOf} from './derive/lowest-down.ts';
export {makeRoom} from './derive/make-room.ts';
export {misannouncedEndpoint} from './derive/misannounced-endpoint.ts';
export {misledPeersOf, misledRoutersOf} from './derive/misleading-neighbours.ts';
export {announcedRangeLine, type MisledRoute, misledRoutesOf} from './derive/misled-routes.ts';
export {tunnelOverhead} from './derive/mtu-chain.ts';
export {multusMainContainers, restartMultusPod} from './derive/multus.ts';
export {
	isMultusConfig,
	multusFileOf,
	multusSetting,
	onHost,
	primaryCandidates,
} from './derive/multus-configuration.ts';
export {multusEndOf} from './derive/multus-log.ts';
export {natTranslation} from './derive/nat-translation.ts';
export type {NetfilterDrop} from './derive/netfilter-hooks.ts';
export {netfilterEndOf, netfilterEndSubject, netfilterRemedyOf} from './derive/netfilter-remedy.ts';
export {isApart, isInNetworkOf} from './derive/network-apart.ts';
export {networkComplaintsOf} from './derive/network-conditions.ts';
export {
	isAttached,
	networkSubject,
	podSubject,
	usedNetworks,
	usersOf,
	workloadNames,
} from './derive/network-use.ts';
export {wallsOf} from './derive/network-walls.ts';
export {excludeCniDevices, managedDevices} from './derive/networkmanager-exclusion.ts';
export {isControlPlane} from './derive/node-role.ts';
export {isInService, standingOf} from './derive/node-standing.ts';
export {openedToPods} from './derive/opened-to-pods.ts';
export {operatorFaultOf} from './derive/operator-pods.ts';
export {distinctListeners, listensTo, outrankedProgram} from './derive/outranked-listener.ts';
export {type OverlayPortDrop, overlayPortPassage, peersOfDrops} from './derive/overlay-port.ts';
export {type CarryingTunnel, silenceOfPeer, silenceWords} from './derive/overlay-silence.ts';
export {answeredThrough, failingDirection, overlayVerdictOf, trafficLine} from './derive/overlay-verdict.ts';
export {droppedQueries} from './derive/own-queries.ts';
export {
	contactOf,
	type PeerAnswer,
	type PeerContact,
	peerContactsOf,
	reachedOf,
} from './derive/peer-contact.ts';
export {
	comparePeers,
	concerning,
	deviationsOf,
	formerNeighbour,
	isAnnouncedWrong,
	type PeerComparison,
	type PeerDeviation,
	peerSubject,
	sharedByAll,
} from './derive/peer-deviations.ts';
export {pinnedImages} from './derive/pinned-images.ts';
export {pluginAddressMessages} from './derive/plugin-address-messages.ts';
export {pluginApiMessages} from './derive/plugin-api-messages.ts';
export {type OwnedCidr, overlappingCidrs} from './derive/pod-cidr-overlap.ts';
export {
	containerReportsOf,
	lastWordsOf,
	podFaultsOf,
	whereDenied,
	whereLinkedAway,
} from './derive/pod-fault.ts';
export {podFlowsOf} from './derive/pod-flows.ts';
export {hiddenSource} from './derive/pod-masquerade.ts';
export {podNetworkFaults} from './derive/pod-network.ts';
export {podNetworkFailures, podNetworkReports} from './derive/pod-network-failure.ts';
export {judgeRun, type PodRun} from './derive/pod-run.ts';
export {podsOutside} from './derive/pods-outside.ts';
export {podFailuresAmong} from './derive/pods-that-fail.ts';
export {primaryNetworkOf, primaryPluginsOf} from './derive/primary-network.ts';
export {affectedByProgram} from './derive/program-owner.ts';
export {proxyFor} from './derive/proxy-exemption.ts';
export {rangeIndexOf} from './derive/range-index.ts';
export {addressesWithin, routesAgainstBird, routesAgainstOverlay} from './derive/range-overlap.ts';
export {refusedPods} from './derive/refused-pods.ts';
export {registrationServer} from './derive/registration-server.ts';
export {registrationTrouble} from './derive/registration-trouble.ts';
export {removalFaultOf} from './derive/removal-fault.ts';
export {replacedSandboxes} from './derive/replaced-sandboxes.ts';
export {passedTunnels, sharedNetworks, strictAsymmetries} from './derive/return-path.ts';
export {rke2EndReportOf} from './derive/rke2-end.ts';
export {decisiveJournalLine, journalMessage, journalTime} from './derive/rke2-journal.ts';
export {hasRouteBy} from './derive/route-by-device.ts';
export {lookupRoute, type RouteLookup, routingOf} from './derive/route-lookup.ts';
export {ruledAwayBy, ruledAwayMessage} from './derive/ruled-away-message.ts';
export {ruledPackets} from './derive/ruled-packets.ts';
export {runtimeFailures} from './derive/runtime-failure.ts';
export {removalFailures, type SandboxFailure} from './derive/sandbox-failures.ts';
export {leftServiceRange} from './derive/service-range.ts';
export {refusedServices} from './derive/service-rules.ts';
export {isShippedChart} from './derive/shipped-charts.ts';
export {setByText, sysctlSource, sysctlWinner} from './derive/sysctl-precedence.ts';
export {thisNode} from './derive/this-node.ts';
export {flannelTolerations, untoleratedTaints} from './derive/tolerations.ts';
export {tunnelInputDrop, tunnelOutputDrop} from './derive/tunnel-input.ts';
export {unansweredPorts} from './derive/unanswered-ports.ts';
export {defaultRoutes, routeDevices, uplinkNames} from './derive/uplinks.ts';
export {vtepAnnouncementsOf} from './derive/vtep-announcement.ts';
export type {PeerVtep} from './derive/vtep-map.ts';
export {
	decidingRules,
	deviceBeyond,
	devicesIn,
	isAround,
	isByRouter,
	isByRule,
	leadsIntoTunnel,
	wayLine,
} from './derive/way-around.ts';
export {unreservedAddresses} from './derive/whereabouts-entries.ts';
export {type DeafPeer, deafPeers, staleKeys, unannouncedKeys} from './derive/wireguard-peers.ts';
export {endedWithoutApi, pluginsWithoutApi, withoutApi} from './derive/without-api.ts';
export {workloadName} from './derive/workload-name.ts';
export {vtepMacOf} from './parsers/calico-annotations.ts';
export {certificatesIn} from './parsers/certificate.ts';
export type {CiliumStatus} from './parsers/cilium-status.ts';
export type {CniConfig} from './parsers/cni-config.ts';
export {goSeconds} from './parsers/go-duration.ts';
export {hostLocalNetworks} from './parsers/host-local.ts';
export type {Link} from './parsers/ip-link.ts';
export type {Route} from './parsers/ip-route.ts';
export type {RoutingRule} from './parsers/ip-rule.ts';
export {isObject} from './parsers/json-value.ts';
export {isSaidWithin, type KlogLine, withoutKlogPrefix} from './parsers/klog.ts';
export type {KubeNode} from './parsers/kube-node.ts';
export type {NetworkPolicy, PolicyRule} from './parsers/network-policy.ts';
export {problemText} from './parsers/parsed.ts';
export {isVersionInRange} from './parsers/rke2-version.ts';
export {formatTimestamp} from './parsers/timestamp.ts';
export type {TunnelTraffic} from './parsers/tunnel-traffic.ts';
export {definePlugin, type Plugin} from './plugins/plugin.ts';
export type {DnsContact} from './probes/dns.contact.ts';
export {defineRenderer, type Renderer, type RenderOptions} from './render/renderer.ts';
