"""Makes the pictures and papers of the demonstration, once; the results are committed.

.venv/bin/python packaging/demonstration_material.py
"""

from __future__ import annotations

import math
import random
import struct
import wave
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "demonstration"
FONT = next((ROOT / "resources" / "fonts").glob("*FangSong*.ttf"), None) or next(
    (ROOT / "resources" / "fonts").glob("*angsong*.ttf")
)


def paper(title: str, rows: list[str], *, tilt: float) -> Image.Image:
    """A photographed sheet of paper with handwriting-like unevenness."""
    noise = random.Random(title)
    sheet = Image.new("RGB", (1240, 1600), (247, 244, 236))
    draw = ImageDraw.Draw(sheet)
    draw.text(
        (620, 130), title, font=ImageFont.truetype(str(FONT), 64), fill=(30, 30, 40), anchor="mm"
    )
    for index, row in enumerate(rows):
        y = 280 + index * 92
        draw.line((110, y + 62, 1130, y + 62), fill=(150, 150, 150), width=2)
        draw.text(
            (130 + noise.randint(-4, 4), y),
            row,
            font=ImageFont.truetype(str(FONT), 44),
            fill=(40, 40, 70),
        )
    draw.ellipse((820, 1180, 1090, 1450), outline=(200, 40, 40), width=9)
    table = Image.new("RGB", (1600, 2000), (112, 92, 74))
    turned = sheet.rotate(
        tilt, expand=True, fillcolor=(112, 92, 74), resample=Image.Resampling.BICUBIC
    )
    table.paste(turned, ((1600 - turned.width) // 2, (2000 - turned.height) // 2))
    return table.filter(ImageFilter.GaussianBlur(0.8))


def main() -> None:
    """Write every file."""
    vouchers = [
        f"凭证第{n}号  加班补贴  2024年{n - 2}月  ¥{9600 + 150 * n}.00" for n in range(3, 13)
    ]
    paper("记账凭证(影印)", vouchers, tilt=2.4).save(TARGET / "voucher-photo.jpg", quality=82)
    ledgers = [
        f"{n}. {name}台账"
        for n, name in enumerate(
            [
                "防汛值班",
                "消防巡查",
                "网格走访",
                "出租房",
                "特殊人群",
                "文明创建",
                "垃圾分类",
                "安全生产",
                "食品安全",
                "反诈宣传",
            ],
            1,
        )
    ]
    paper("前岙社区台账目录", ledgers, tilt=-3.1).save(TARGET / "ledger-photo.jpg", quality=82)
    page = paper(
        "付款审批单",
        [
            "项目:社区服务中心装修",
            "金额:1264500.00元(含税)",
            "日期:2024年8月16日",
            "分管领导:同意支付",
            "党工委会议:______",
        ],
        tilt=0.3,
    )
    page.save(TARGET / "payment-scan.pdf", resolution=150)
    rows = ["月份,人次,金额(元),依据"] + [
        f"2024-{m:02d},{3 if m < 12 else 4},{10500},无" for m in range(1, 13)
    ]
    (TARGET / "allowance-table.csv").write_text(
        "\ufeff" + "\r\n".join(rows) + "\r\n", encoding="utf-8"
    )
    with wave.open(str(TARGET / "tone.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        samples = (
            int(9000 * math.sin(i / 8000 * 440 * 2 * math.pi) * (1 - i / 24000))
            for i in range(24000)
        )
        sound.writeframes(b"".join(struct.pack("<h", value) for value in samples))


if __name__ == "__main__":
    main()
