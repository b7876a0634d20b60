"""Heads of documents of many kinds, in the forms that their publishers use, with invented contents: what is said is read, nothing else."""

from __future__ import annotations

import pytest

from .test_whole import read, said

BODY = """
This instrument applies to every widget that is placed on the market, and its provider keeps records of each of them for five years.
"""
# A head, and its titles, issuers and dates as they stand in it.
HEADS = {
    "us-bill": (
        """118th CONGRESS
1st Session
H. R. 4223
To establish a commission on widgets, and for other purposes.

IN THE HOUSE OF REPRESENTATIVES
June 20, 2023
Mr. Lieu (for himself, Mr. Buck, and Ms. Eshoo) introduced the following bill; which was referred to the Committee on Science, Space, and Technology

A BILL
To establish a commission on widgets, and for other purposes.

Be it enacted by the Senate and House of Representatives of the United States of America in Congress assembled,

SECTION 1. SHORT TITLE.
This Act may be cited as the "National Widget Commission Act".
""",
        ["National Widget Commission Act"],
        ["HOUSE OF REPRESENTATIVES"],
        ["June 20, 2023"],
    ),
    "us-bill-s": (
        """118TH CONGRESS
2D SESSION
S. 4178

To establish widget standards, metrics, and evaluation tools, and for other purposes.

IN THE SENATE OF THE UNITED STATES

APRIL 18, 2024

Ms. CANTWELL (for herself, Mr. YOUNG, Mr. HICKENLOOPER, and Mrs. BLACKBURN) introduced the following bill; which was read twice and referred to the Committee on Commerce, Science, and Transportation

A BILL

To establish widget standards, metrics, and evaluation tools, and for other purposes.

1 Be it enacted by the Senate and House of Representatives of the United States of America in Congress assembled,
3 SECTION 1. SHORT TITLE; TABLE OF CONTENTS.
4 (a) SHORT TITLE.—This Act may be cited as the “Future of Widget Innovation Act of 2024”.
""",
        ["Future of Widget Innovation Act of 2024"],
        ["SENATE"],
        ["APRIL 18, 2024"],
    ),
    "state-act": (
        """AN ACT concerning consumer protections in interactions with widget systems.

Be it enacted by the General Assembly of the State of Colorado:

SECTION 1. In Colorado Revised Statutes, add part 17 to article 1 of title 6 as follows:
""",
        ["AN ACT concerning consumer protections in interactions with widget systems"],
        ["General Assembly of the State of Colorado"],
        [],
    ),
    "eu-reg": (
        """REGULATION (EU) 2031/1689 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL

of 13 June 2031

laying down harmonised rules on widgets and amending Regulation (EC) No 300/2008 (Widget Act)

(Text with EEA relevance)

THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,

Having regard to the Treaty on the Functioning of the European Union, and in particular Articles 16 and 114 thereof,
""",
        [
            "REGULATION (EU) 2031/1689 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL of 13 June 2031 laying down harmonised rules on widgets and amending Regulation (EC) No 300/2008 (Widget Act)",
            "Widget Act",
        ],
        ["EUROPEAN PARLIAMENT", "COUNCIL OF THE EUROPEAN UNION"],
        ["13 June 2031"],
    ),
    "eu-dir-oj": (
        """Official Journal of the European Union
EN
L series
2024/2853
18.11.2024
DIRECTIVE (EU) 2024/2853 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL
of 23 October 2024
on liability for defective widgets and repealing Council Directive 85/374/EEC
(Text with EEA relevance)
THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,
Having regard to the Treaty on the Functioning of the European Union, and in particular Article 114 thereof,
""",
        [
            "DIRECTIVE (EU) 2024/2853 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL of 23 October 2024 on liability for defective widgets and repealing Council Directive 85/374/EEC"
        ],
        ["EUROPEAN PARLIAMENT", "COUNCIL OF THE EUROPEAN UNION"],
        ["23 October 2024"],
    ),
    "eu-rec": (
        """COMMISSION RECOMMENDATION (EU) 2023/2113
of 3 October 2023
on critical widget areas for the EU's economic security
THE EUROPEAN COMMISSION,
Having regard to the Treaty on the Functioning of the European Union, and in particular Article 292 thereof,
""",
        ["COMMISSION RECOMMENDATION (EU) 2023/2113 of 3 October 2023 on critical widget areas for the EU's economic security"],
        ["EUROPEAN COMMISSION"],
        ["3 October 2023"],
    ),
    "eu-com": (
        """EUROPEAN COMMISSION
Brussels, 25.4.2018
COM(2018) 237 final

COMMUNICATION FROM THE COMMISSION TO THE EUROPEAN PARLIAMENT, THE EUROPEAN COUNCIL, THE COUNCIL, THE EUROPEAN ECONOMIC AND SOCIAL COMMITTEE AND THE COMMITTEE OF THE REGIONS

Widgets for Europe

{SWD(2018) 137 final}

1. INTRODUCTION
Widgets are everywhere and they change how we live.
""",
        [],
        ["EUROPEAN COMMISSION"],
        ["25.4.2018"],
    ),
    "un-res": (
        """United Nations A/RES/78/265
General Assembly
Distr.: General
1 April 2024
Seventy-eighth session
Agenda item 13
Integrated and coordinated implementation of and follow-up to the outcomes of the major United Nations conferences

Resolution adopted by the General Assembly on 21 March 2024
[without reference to a Main Committee (A/78/L.49)]
78/265. Seizing the opportunities of safe, secure and trustworthy widgets for sustainable development

The General Assembly,
Reaffirming international law, in particular the Charter of the United Nations,
""",
        ["Seizing the opportunities of safe, secure and trustworthy widgets for sustainable development"],
        ["General Assembly"],
        ["21 March 2024"],
    ),
    "un-hrc": (
        """United Nations
Human Rights Council
Fifty-third session
Agenda item 3
Resolution adopted by the Human Rights Council on 14 July 2023
53/29. New and emerging digital widgets and human rights
The Human Rights Council,
Guided by the Charter of the United Nations,
""",
        ["New and emerging digital widgets and human rights"],
        ["Human Rights Council"],
        ["14 July 2023"],
    ),
    "fr-notice": (
        """DEPARTMENT OF COMMERCE
National Institute of Standards and Technology
[Docket No. 230407-0093]
RIN 0660-XC057

Widget Accountability Policy Request for Comment

AGENCY: National Telecommunications and Information Administration, U.S. Department of Commerce.

ACTION: Notice; request for public comment.

SUMMARY: The National Telecommunications and Information Administration (NTIA) hereby requests comments on widgets.

DATES: Written comments must be received on or before June 12, 2023.
""",
        ["Widget Accountability Policy Request for Comment"],
        ["National Telecommunications and Information Administration, U.S. Department of Commerce"],
        [],
    ),
    "fr-rule": (
        """Federal Register / Vol. 89, No. 30 / Tuesday, February 13, 2024 / Notices

DEPARTMENT OF COMMERCE
United States Patent and Trademark Office
[Docket No. PTO-P-2023-0043]

Inventorship Guidance for Widget-Assisted Inventions

AGENCY: United States Patent and Trademark Office, Department of Commerce.
ACTION: Examination guidance; request for comments.
SUMMARY: The USPTO is issuing inventorship guidance for inventions assisted by widgets.
DATES: Comments must be received by May 13, 2024.
""",
        ["Inventorship Guidance for Widget-Assisted Inventions"],
        ["United States Patent and Trademark Office, Department of Commerce"],
        ["February 13, 2024"],
    ),
    "eo": (
        """Executive Order 14110 of October 30, 2023
Safe, Secure, and Trustworthy Development and Use of Widgets

By the authority vested in me as President by the Constitution and the laws of the United States of America, it is hereby ordered as follows:

Section 1. Purpose. Widgets hold extraordinary potential for both promise and peril.
""",
        ["Executive Order 14110", "Safe, Secure, and Trustworthy Development and Use of Widgets"],
        [],
        ["October 30, 2023"],
    ),
    "eo-wh": (
        """THE WHITE HOUSE
WASHINGTON
January 23, 2025

REMOVING BARRIERS TO AMERICAN LEADERSHIP IN WIDGETS

By the authority vested in me as President by the Constitution and the laws of the United States of America, it is hereby ordered:

Section 1. Purpose. The United States has long been at the forefront of widgets.
""",
        ["REMOVING BARRIERS TO AMERICAN LEADERSHIP IN WIDGETS"],
        ["THE WHITE HOUSE"],
        ["January 23, 2025"],
    ),
    "omb": (
        """EXECUTIVE OFFICE OF THE PRESIDENT
OFFICE OF MANAGEMENT AND BUDGET
WASHINGTON, D.C. 20503

THE DIRECTOR

March 28, 2024

M-24-10

MEMORANDUM FOR THE HEADS OF EXECUTIVE DEPARTMENTS AND AGENCIES

FROM: Shalanda D. Young

SUBJECT: Advancing Governance, Innovation, and Risk Management for Agency Use of Widgets

1. OVERVIEW

Widgets are among the most powerful tools of our time. This memorandum directs agencies to govern them.
""",
        ["Advancing Governance, Innovation, and Risk Management for Agency Use of Widgets"],
        ["OFFICE OF MANAGEMENT AND BUDGET"],
        ["March 28, 2024"],
    ),
    "memo2": (
        """MEMORANDUM FOR: Heads of Departments and Agencies
FROM: Office of Personnel Management
DATE: April 29, 2024
SUBJECT: Skills-Based Hiring Guidance for Widget Positions

Agencies shall hire people who know widgets, and shall keep records of how they hire them.
""",
        ["Skills-Based Hiring Guidance for Widget Positions"],
        ["Office of Personnel Management"],
        ["April 29, 2024"],
    ),
    "cn-order": (
        """国家互联网信息办公室
中华人民共和国国家发展和改革委员会
中华人民共和国教育部
令
第15号

《生成式小部件服务管理暂行办法》已经2023年5月23日国家互联网信息办公室2023年第12次室务会会议审议通过，并经国家发展和改革委员会、教育部同意，现予公布，自2023年8月15日起施行。

国家互联网信息办公室主任 庄荣文
2023年7月10日

生成式小部件服务管理暂行办法

第一章 总则
第一条 为了促进小部件健康发展和规范应用，制定本办法。
""",
        ["生成式小部件服务管理暂行办法"],
        ["国家互联网信息办公室", "中华人民共和国国家发展和改革委员会", "中华人民共和国教育部"],
        ["2023年7月10日"],
    ),
    "cn-order1": (
        """国家互联网信息办公室令
第12号

《小部件深度合成管理规定》已经2022年11月3日国家互联网信息办公室2022年第21次室务会议审议通过，现予公布，自2023年1月10日起施行。

主任 庄荣文
2022年11月25日

小部件深度合成管理规定

第一条 为了加强小部件管理，制定本规定。
""",
        ["小部件深度合成管理规定"],
        ["国家互联网信息办公室"],
        ["2022年11月25日"],
    ),
    "cn-guofa": (
        """国务院关于印发新一代小部件发展规划的通知
国发〔2017〕35号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
现将《新一代小部件发展规划》印发给你们，请认真贯彻执行。
国务院
2017年7月8日
（此件公开发布）
新一代小部件发展规划
小部件的迅速发展将深刻改变人类社会生活、改变世界。
""",
        ["新一代小部件发展规划"],
        ["国务院"],
        ["2017年7月8日"],
    ),
    "cn-meta": (
        """索 引 号： 000014349/2022-00029
主题分类： 科技、教育
发文机关： 科学技术部
成文日期： 2022年07月29日
标 题： 关于加快场景创新以小部件高水平应用促进经济高质量发展的指导意见
发文字号： 国科发规〔2022〕199号
发布日期： 2022年08月12日

各省、自治区、直辖市及计划单列市科技厅：
为落实小部件发展规划，制定本意见。
""",
        ["关于加快场景创新以小部件高水平应用促进经济高质量发展的指导意见"],
        ["科学技术部"],
        ["2022年07月29日"],
    ),
    "cn-law": (
        """中华人民共和国小部件法
（2021年8月20日第十三届全国人民代表大会常务委员会第三十次会议通过）

目录
第一章 总则
第二章 处理规则

第一章 总则
第一条 为了保护权益，制定本法。
""",
        ["中华人民共和国小部件法"],
        ["全国人民代表大会常务委员会"],
        ["2021年8月20日"],
    ),
    "cn-multi": (
        """工业和信息化部等八部门关于印发《小部件标准化体系建设指南》的通知
工信部联科〔2024〕113号

各有关单位：
现将《小部件标准化体系建设指南》印发给你们，请结合实际抓好落实。

工业和信息化部
中央网信办
国家发展改革委
国家标准委
2024年6月5日
""",
        ["工业和信息化部等八部门关于印发《小部件标准化体系建设指南》的通知"],
        ["工业和信息化部", "中央网信办", "国家发展改革委", "国家标准委"],
        ["2024年6月5日"],
    ),
    "uk-act": (
        """Automated Widgets Act 2024
2024 CHAPTER 10

An Act to regulate the use of automated widgets on roads and in other public places; and to make other provision in relation to widget automation. [20th May 2024]

BE IT ENACTED by the King's most Excellent Majesty, by and with the advice and consent of the Lords Spiritual and Temporal, and Commons, in this present Parliament assembled, and by the authority of the same, as follows:—
""",
        ["Automated Widgets Act 2024"],
        ["Parliament"],
        ["20th May 2024"],
    ),
    "ca-bill": (
        """Bill C-27
First Session, Forty-fourth Parliament,
70-71 Elizabeth II, 2021-2022

HOUSE OF COMMONS OF CANADA

BILL C-27
An Act to enact the Consumer Widget Protection Act and to make consequential and related amendments to other Acts

FIRST READING, JUNE 16, 2022

MINISTER OF INNOVATION, SCIENCE AND INDUSTRY
""",
        ["An Act to enact the Consumer Widget Protection Act and to make consequential and related amendments to other Acts"],
        [],
        ["JUNE 16, 2022"],
    ),
    "govuk": (
        """Policy paper
A pro-innovation approach to widget regulation
Published 29 March 2023
Department for Science, Innovation and Technology

Contents
Ministerial foreword
Executive summary

Widgets are already delivering fantastic social and economic benefits for real people.
""",
        ["A pro-innovation approach to widget regulation"],
        ["Department for Science, Innovation and Technology"],
        ["29 March 2023"],
    ),
    "press": (
        """PRESS RELEASE
3 March 2025
European Data Protection Board adopts statement on widgets

Brussels, 3 March - During its latest plenary, the European Data Protection Board (EDPB) adopted a statement on widgets.
""",
        ["European Data Protection Board adopts statement on widgets"],
        ["European Data Protection Board"],
        ["3 March 2025"],
    ),
    "report": (
        """Governing Widgets for Humanity
Final Report
September 2024

United Nations

Executive summary
Widgets are transforming our world. They should serve humanity equitably and safely.
""",
        ["Governing Widgets for Humanity"],
        ["United Nations"],
        ["September 2024"],
    ),
    "report2": (
        """OECD
Recommendation of the Council on Widgets
OECD/LEGAL/0449
Adopted on: 22/05/2019
Amended on: 03/05/2024

This document is published under the responsibility of the Secretary-General of the OECD.
""",
        ["Recommendation of the Council on Widgets"],
        ["OECD"],
        ["22/05/2019"],
    ),
    "unesco": (
        """Recommendation on the Ethics of Widgets
Adopted on 23 November 2021
UNESCO

Preamble
The General Conference of the United Nations Educational, Scientific and Cultural Organization (UNESCO), meeting in Paris from 9 to 24 November 2021, at its 41st session,
Recognizing the profound impact of widgets,
""",
        ["Recommendation on the Ethics of Widgets"],
        ["UNESCO"],
        ["23 November 2021"],
    ),
    "company": (
        """Acme's Approach to Responsible Widgets
Last updated: 12 June 2024

At Acme we build widgets that people can trust. We test each of them before it leaves the house.
""",
        ["Acme's Approach to Responsible Widgets"],
        [],
        [],
    ),
    "coe": (
        """Council of Europe Framework Convention on Widgets and Human Rights, Democracy and the Rule of Law

Vilnius, 5.IX.2024

Preamble

The member States of the Council of Europe and the other signatories hereto,
Considering that the aim of the Council of Europe is to achieve greater unity between its members;
""",
        ["Council of Europe Framework Convention on Widgets and Human Rights, Democracy and the Rule of Law"],
        ["Council of Europe"],
        ["5.IX.2024"],
    ),
    "jp": (
        """Hiroshima Process International Guiding Principles for Organizations Developing Widgets
October 30, 2023

The International Guiding Principles aim to promote safe, secure and trustworthy widgets worldwide.
""",
        ["Hiroshima Process International Guiding Principles for Organizations Developing Widgets"],
        [],
        ["October 30, 2023"],
    ),
    "mas": (
        """Monetary Authority of Singapore
Principles to Promote Fairness in the Use of Widgets
12 November 2018

1 Introduction
1.1 Widgets are used more and more in the financial sector, and they change how it works.
""",
        ["Principles to Promote Fairness in the Use of Widgets"],
        ["Monetary Authority of Singapore"],
        ["12 November 2018"],
    ),
    "korea": (
        """Framework Act on the Development of Widgets and Establishment of a Foundation for Trust
[Enforcement Date: January 22, 2026] [Act No. 20676, January 21, 2025, Enactment]
Ministry of Science and ICT

Chapter I General Provisions
Article 1 (Purpose) The purpose of this Act is to protect the rights and interests of the people.
""",
        ["Framework Act on the Development of Widgets and Establishment of a Foundation for Trust"],
        ["Ministry of Science and ICT"],
        [],
    ),
    "fr-law": (
        """LOI n° 2016-1321 du 7 octobre 2016 pour une République des machines

L'Assemblée nationale et le Sénat ont adopté,
Le Président de la République promulgue la loi dont la teneur suit :

Article 1
Les administrations communiquent les machines.
""",
        ["LOI n° 2016-1321 du 7 octobre 2016 pour une République des machines"],
        [],
        ["7 octobre 2016"],
    ),
    "es-law": (
        """Ley 15/2022, de 12 de julio, integral para la igualdad de las máquinas

Jefatura del Estado
«BOE» núm. 167, de 13 de julio de 2022

FELIPE VI
REY DE ESPAÑA
A todos los que la presente vieren y entendieren.
""",
        ["Ley 15/2022, de 12 de julio, integral para la igualdad de las máquinas"],
        [],
        [],
    ),
    "decl": (
        """The Bletchley Declaration by Countries Attending the Widget Safety Summit, 1-2 November 2023

Widgets present enormous global opportunities: they have the potential to transform and enhance human wellbeing.
""",
        ["The Bletchley Declaration by Countries Attending the Widget Safety Summit"],
        [],
        [],
    ),
    "signed-end": (
        """Charter on Widgets

We promise to keep widgets safe, to say what they do and to answer for the harm that they may cause.

We call upon all who make widgets to join us in this charter and to keep what it promises.

Done at Geneva, 7 July 2023
International Telecommunication Union
""",
        ["Charter on Widgets"],
        ["International Telecommunication Union"],
        ["7 July 2023"],
    ),
    "uk-si": (
        """STATUTORY INSTRUMENTS
2023 No. 1234
WIDGETS, ENGLAND AND WALES
The Widgets (Amendment) Regulations 2023
Made 20th November 2023
Laid before Parliament 22nd November 2023
Coming into force 1st January 2024

The Secretary of State makes these Regulations in exercise of the powers conferred by section 5 of the Widgets Act 2018.
""",
        ["The Widgets (Amendment) Regulations 2023"],
        [],
        ["20th November 2023"],
    ),
    "wh-memo": (
        """Memorandum on Advancing the United States' Leadership in Widgets
October 24, 2024

MEMORANDUM FOR THE VICE PRESIDENT
THE SECRETARY OF STATE
THE SECRETARY OF THE TREASURY

SUBJECT: Advancing the United States' Leadership in Widgets

Section 1. Policy. (a) This memorandum fulfills the directive set forth in law.
""",
        ["Advancing the United States' Leadership in Widgets"],
        [],
        ["October 24, 2024"],
    ),
    "uk-white-paper": (
        """Department for Culture, Media and Sport

Online Widgets White Paper

April 2019

Presented to Parliament by the Secretary of State by Command of Her Majesty

CP 57
""",
        ["Online Widgets White Paper"],
        ["Department for Culture, Media and Sport"],
        ["April 2019"],
    ),
    "edpb": (
        """Opinion 28/2024 on certain data protection aspects related to the processing of personal data in the context of widgets

Adopted on 17 December 2024

The European Data Protection Board

Having regard to Article 63 and Article 64(2) of the Regulation 2016/679/EU,
""",
        [
            "Opinion 28/2024 on certain data protection aspects related to the processing of personal data in the context of widgets"
        ],
        ["The European Data Protection Board"],
        ["17 December 2024"],
    ),
    "g20": (
        """G20 Ministerial Statement on Trade and Digital Widgets
8-9 June 2019
Tsukuba, Japan

1. We, the G20 Trade Ministers and Digital Economy Ministers, met on 8 and 9 June 2019 in Tsukuba.
""",
        ["G20 Ministerial Statement on Trade and Digital Widgets"],
        ["G20"],
        ["8-9 June 2019"],
    ),
    "ftc": (
        """FOR IMMEDIATE RELEASE
September 25, 2024
FTC Announces Crackdown on Deceptive Widget Claims and Schemes

The Federal Trade Commission is taking action against multiple companies that have relied on widgets.
""",
        ["FTC Announces Crackdown on Deceptive Widget Claims and Schemes"],
        [],
        ["September 25, 2024"],
    ),
    "ca-sb": (
        """Senate Bill No. 1047
CHAPTER 123

An act to add Chapter 22.6 to Division 8 of the Business and Professions Code, relating to widgets.

[Approved by Governor September 29, 2024. Filed with Secretary of State September 29, 2024.]

LEGISLATIVE COUNSEL'S DIGEST
SB 1047, Wiener. Safe and Secure Widgets Act.

THE PEOPLE OF THE STATE OF CALIFORNIA DO ENACT AS FOLLOWS:
SECTION 1. This act shall be known, and may be cited, as the Safe and Secure Widgets Act.
""",
        ["Safe and Secure Widgets Act"],
        [],
        ["September 29, 2024"],
    ),
    "ny-local": (
        """THE COUNCIL OF THE CITY OF NEW YORK
LOCAL LAW NO. 144 OF 2021

A Local Law to amend the administrative code of the city of New York, in relation to automated widget decision tools

Be it enacted by the Council as follows:
Section 1. Chapter 5 of title 20 is amended.
""",
        [],
        ["THE COUNCIL OF THE CITY OF NEW YORK"],
        [],
    ),
    "cn-shenzhen": (
        """深圳经济特区小部件产业促进条例
（2022年8月30日深圳市第七届人民代表大会常务委员会第十一次会议通过）
第一章 总则
第一条 为了促进小部件产业发展，制定本条例。
""",
        ["深圳经济特区小部件产业促进条例"],
        ["深圳市第七届人民代表大会常务委员会"],
        ["2022年8月30日"],
    ),
    "cn-principles": (
        """新一代小部件治理原则——发展负责任的小部件
发布时间：2019-06-17
来源：科技部
全球小部件发展进入新阶段，小部件治理的各方应遵循以下原则：
一、和谐友好。小部件发展应以增进人类共同福祉为目标。
""",
        ["新一代小部件治理原则——发展负责任的小部件"],
        [],
        ["2019-06-17"],
    ),
    "cn-signed": (
        """小部件行业自律公约

为规范小部件行业，签约各方承诺如下：
一、以人为本。小部件的发展应当维护人的权益。
二、安全可控。小部件应当安全。

中国人工智能产业发展联盟
2019年5月31日
""",
        ["小部件行业自律公约"],
        ["中国人工智能产业发展联盟"],
        ["2019年5月31日"],
    ),
    "tw": (
        """數位發展部 令
發文日期：中華民國113年6月5日
發文字號：數位字第1130000000號
訂定「小部件管理辦法」。
小部件管理辦法
第一條 本辦法依小部件法訂定之。
""",
        ["小部件管理辦法"],
        ["數位發展部"],
        ["中華民國113年6月5日"],
    ),
    "hk": (
        """香港个人资料私隐专员公署
小部件（AI）：个人资料保障模范框架
2024年6月

第一部分 策略
机构应当制定小部件策略，并且每年检讨一次。
""",
        ["小部件（AI）：个人资料保障模范框架"],
        ["香港个人资料私隐专员公署"],
        ["2024年6月"],
    ),
    "india": (
        """GOVERNMENT OF INDIA
MINISTRY OF ELECTRONICS AND INFORMATION TECHNOLOGY
Advisory on due diligence by intermediaries for widgets
New Delhi, 15th March 2024
No. eNo.2(4)/2023-CyberLaws-3

1. It has come to notice that intermediaries use widgets without telling their users.
""",
        ["Advisory on due diligence by intermediaries for widgets"],
        ["MINISTRY OF ELECTRONICS AND INFORMATION TECHNOLOGY"],
        ["15th March 2024"],
    ),
    "company-date": (
        """Responsible Scaling Policy
Version 2.1
Effective March 31, 2025
Anthropic

Introduction
We keep widgets safe.
""",
        ["Responsible Scaling Policy"],
        ["Anthropic"],
        [],
    ),
    "letter": (
        """Pause Giant Widget Experiments: An Open Letter
March 22, 2023

Widgets with human-competitive intelligence can pose profound risks to society and humanity.
""",
        ["Pause Giant Widget Experiments: An Open Letter"],
        [],
        ["March 22, 2023"],
    ),
    "eba": (
        """EBA/REP/2020/01
January 2020
EBA Report on Big Widgets and Advanced Analytics

1. Executive summary
A wave of widgets is under way in banking.
""",
        ["EBA Report on Big Widgets and Advanced Analytics"],
        [],
        ["January 2020"],
    ),
    "council-eu": (
        """Council of the European Union
Brussels, 21 October 2020
(OR. en)
11481/20
Presidency conclusions - The Charter of Fundamental Rights in the context of Widgets and Digital Change

Delegations will find attached the Presidency conclusions on the above-mentioned subject.
""",
        ["Presidency conclusions - The Charter of Fundamental Rights in the context of Widgets and Digital Change"],
        ["Council of the European Union"],
        ["21 October 2020"],
    ),
    "fr-ministere": (
        """Ministère de l'Économie, des Finances et de la Souveraineté industrielle
Stratégie nationale pour les machines
Paris, le 8 novembre 2021

La France veut être à la pointe des machines et former ceux qui les construisent.
""",
        ["Stratégie nationale pour les machines"],
        ["Ministère de l'Économie, des Finances et de la Souveraineté industrielle"],
        ["8 novembre 2021"],
    ),
    "es": (
        """Ministerio de Ciencia, Tecnología, Conocimiento e Innovación
Política Nacional de Máquinas Inteligentes
Santiago, 20 de octubre de 2021

1. Introducción
Las máquinas inteligentes cambian la vida de las personas y el trabajo.
""",
        ["Política Nacional de Máquinas Inteligentes"],
        ["Ministerio de Ciencia, Tecnología, Conocimiento e Innovación"],
        ["20 de octubre de 2021"],
    ),
    "html-news": (
        """Skip to main content
Home
News
OpenWidget releases safety standards for widgets
12 May 2024 | By Jane Roe

OpenWidget said on Sunday that it had released standards for widgets.
""",
        ["OpenWidget releases safety standards for widgets"],
        [],
        ["12 May 2024"],
    ),
}


@pytest.mark.parametrize("kind", HEADS)
def test_a_head_says_its_title_its_issuers_and_its_date(kind: str) -> None:
    text, titles, issuers, dates = HEADS[kind]
    found = said(read(text + BODY, metadata=(("title", "Unsaid"),)))

    assert tuple([" ".join(one.split()) for one in ones] for ones in found) == (titles or ["Unsaid"], issuers, dates)
