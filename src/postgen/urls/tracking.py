"""The query parameters that track readers, by which `canonical` and `add-link` clean a URL.

A row belongs here only when it is certain: the site documents it, or the name is one that only a
single tracker uses. Names that sites use for their own ends (`ref`, `source`, `id`, `p`, `page`,
`lang`) are never in a table for all sites.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """Return the words of a table as a set."""
    return frozenset(text.split())


# Parameters that say where a reader came from, in lower case; no site answers differently for them.
TRACKING = _words(
    """
    __hsfp __hssc __hstc __s __tn__ __twitter_impression _bhlid _branch_match_id _branch_referrer
    _ga _gl _hsenc _hsmi _ke _kx _openstat _trkparms _trksid action_object_map action_ref_map
    action_type_map algo_expid algo_pvid awesm bsft_clkid bsft_uid cjevent ck_subscriber_id cmpid
    dclid dgcid dicbo dm_i echobox ef_id emci emdi epik fb_action_ids fb_action_types fb_ref
    fb_source fbclid ftag ga_campaign ga_content ga_medium ga_place ga_source ga_term gad
    gad_campaignid gad_source gbraid gclid gclsrc guccounter guce_referrer guce_referrer_sig
    hootpostid hsctatracking hss_channel igsh igshid intcid irclickid irgwc isfreemail itm_campaign
    itm_content itm_medium itm_source itm_term itscg itsct li_fat_id link_time mc_cid mc_eid mc_tc
    mibextid mkt_tok mkwid ml_subscriber ml_subscriber_hash msclkid ncid nr_email_referer
    ns_campaign ns_fee ns_linkname ns_mchannel ns_source oly_anon_id oly_enc_id omnisendcontactid
    pk_campaign pk_cid pk_content pk_keyword pk_kwd pk_medium pk_source rb_clickid rdt_cid s_cid
    s_kwcid sc_campaign sc_channel sc_content sc_medium sc_outcome sfmc_id sfmc_sub
    showwelcomeonshare soc_src soc_trk spjobid spm_id_from spmailingid spreportid spuserid sr_share
    srsltid sscid tblci triedredirect trk_contact trk_module trk_msg trk_sid trkcampaign ttclid
    twclid unicorn_click_id vd_source vero_conv vero_id vgo_ee wbraid wickedid wprov wt_mc wt_zmc
    xtor yclid ymclid yptr ysclid zanpid
    """
)
TRACKING_PREFIXES: tuple[str, ...] = (
    "utm_",
    "hsa_",
    "mtm_",
    "matomo_",
    "piwik_",
    "cm_mmc",
    "elq",
    "wt.",
)
TRACKING_PREFIXES += ("pd_rd_", "pf_rd_", "__cft__", "__xts__")  # Amazon, Facebook
TRACKING_PREFIXES += (
    "at_bbc_",
    "at_campaign",
    "at_custom",
    "at_link_",
    "at_medium",
    "at_ptr_",
)  # Piano
# Names too common to drop everywhere, with the values that give them away: Medium's, and Twitter's
# buttons.
TRACKING_PAIR = r"gi=[0-9a-f]{12}|source=(?:friends_link|[\w.-]*---.*)|ref_src=twsrc.*"

# The same on the sites that are known to use them so; a site covers its subdomains.
TRACKING_AT = {
    "amazon.com": "crid dib dib_tag qid ref_ sprefix sr trk",
    "bbc.co.uk": "ocid",
    "bbc.com": "ocid",
    "bilibili.com": "bbid from_spmid share_medium share_plat share_session_id share_source",
    "bloomberg.com": "leadsource sref srnd",
    "economist.com": "fsrc",
    "facebook.com": "_rdc _rdr fref hc_location hc_ref rdid share_url",
    "forbes.com": "sh ss",
    "github.com": "email_source email_token notification_referrer_id",
    "google.com": "aqs ei gs_lcrp gs_lp oq ouid rtpof sa sca_esv sclient sourceid sxsrf uact usg "
    "usp ved",
    "imdb.com": "ref_",
    "linkedin.com": "lipi midsig midtoken originalsubdomain rcm refid trackingid trk trkemail "
    "trkinfo",
    "medium.com": "gi source",
    "msn.com": "cvid ei ocid",
    "newyorker.com": "mbid",
    "nytimes.com": "campaign_id emc instance_id nl partner pgtype regi_id segment_id smid smtyp te",
    "quora.com": "ch oid share srid",
    "reddit.com": "rdt ref_campaign ref_source share_id",
    "spotify.com": "dlsi nd si",
    "stackexchange.com": "lq noredirect rq",
    "stackoverflow.com": "lq noredirect rq",
    "substack.com": "nthpub r s",
    "theguardian.com": "cmp",
    "tiktok.com": "_r _t is_from_webapp sender_device",
    "twitter.com": "cxt ref_src ref_url s t",
    "washingtonpost.com": "itid tid wpisrc wpmk wpmm",
    "wired.com": "mbid",
    "wsj.com": "mod reflink",
    "x.com": "cxt ref_src ref_url s t",
    "youtu.be": "feature pp si",
    "youtube.com": "ab_channel app embeds_referring_euri feature kw pp si source_ve_path",
}
